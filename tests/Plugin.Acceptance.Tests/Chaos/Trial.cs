using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Chaos;

/// <param name="Findings">What was promised and is not so, in sentences.</param>
/// <param name="Recoveries">What could be measured of each fault.</param>
internal sealed record TrialOutcome(IReadOnlyList<string> Findings, IReadOnlyList<Recovery> Recoveries, int Tasks, int Runs);

/// <summary>
/// Two silos over a PostgreSQL of their own, behind a balancer; three stations with the process runtime; researchers who go on and on; and a storm.
/// </summary>
internal static class Trial
{
    private const int Researchers = 4;
    private const int Pulses = 4;
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan VerifiesWithin = TimeSpan.FromMinutes(1);

    public static async Task<TrialOutcome> Run(TimeSpan length, int seed, Action<string> tell)
    {
        var clock = TimeProvider.System;
        await using var database = await PostgresServer.Start(Directory.CreateTempSubdirectory("plugin-chaos-").FullName);
        await using var federation = await Federation.Prepare(database: database.ConnectionString);
        await using var second = new HubProcess(federation.Hub.Folder, database.ConnectionString);
        await second.Serve();
        await using var balancer = new Balancer([federation.Hub.Address, second.Address]);
        MoveBehind(balancer, federation);
        federation.Stations.ForEach(station => station.Start());

        var storm = new Storm(new Random(seed), [federation.Hub, second], federation.Stations, database, clock, tell);
        var researchers = Enumerable.Range(0, Researchers).Select(i => new PatientResearcher(balancer.Address, federation, new Random((seed * Researchers) + i), i)).ToList();
        var pulses = Enumerable.Range(0, Pulses).Select(_ => new Pulse(balancer.Address)).ToList();
        try
        {
            // One after the other: a password takes a core its time.
            foreach (var signIn in (Func<Task>[])[.. researchers.Select<PatientResearcher, Func<Task>>(r => r.SignIn), .. pulses.Select<Pulse, Func<Task>>(p => p.SignIn)])
            {
                await SignedIn(signIn, () => Outputs(federation, second));
            }

            await Weather(storm, length, researchers, pulses, clock, () => Outputs(federation, second));

            var orders = researchers.SelectMany(r => r.Orders).ToList();
            var history = await History.Read(database.ConnectionString);
            var findings = new List<string>(await Judged(history, orders, federation, second));
            findings.AddRange(Unasked(federation, second));
            var verified = await CommandLine.Run(VerifiesWithin, "log", "verify", "--database", database.ConnectionString);
            if (verified.ExitCode != 0)
            {
                findings.Add($"The log is not verified: {verified.Output}{verified.Errors}");
            }

            if (findings.Count > 0)
            {
                tell(Outputs(federation, second));
            }

            return new TrialOutcome(findings, [.. storm.Faults.Select(f => Recovery.Of(f, pulses, history))], orders.Count, history.Runs.Count());
        }
        finally
        {
            researchers.ForEach(r => r.Dispose());
            pulses.ForEach(p => p.Dispose());
        }
    }

    /// <summary>The storm has not begun, but on a busy machine the balancer may take a silo that starts for a dead one.</summary>
    private static Task<string> SignedIn(Func<Task> signIn, Func<string> outputs) => Eventually.Get(
        async () =>
        {
            try
            {
                await signIn();
                return "in";
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return null;
            }
        },
        EndsWithin, () => $"somebody signed in.\n{outputs()}");

    private static async Task Weather(
        Storm storm, TimeSpan length, List<PatientResearcher> researchers, List<Pulse> pulses, TimeProvider clock, Func<string> outputs)
    {
        using var enough = new CancellationTokenSource();
        using var patience = new CancellationTokenSource();
        using var quiet = new CancellationTokenSource();
        var work = Task.WhenAll(researchers.Select(r => r.Work(enough.Token, patience.Token)));
        var beating = Task.WhenAll(pulses.Select(p => p.Beat(clock, quiet.Token)));
        try
        {
            await storm.Strike(length, patience.Token);
            await enough.CancelAsync();
            await work.WaitAsync(EndsWithin);
        }
        catch (TimeoutException)
        {
            var open = researchers.SelectMany(r => r.Orders).Where(o => o.End is null).Select(o => $"{o.Name} (task {o.Task})");
            throw new TimeoutException($"{EndsWithin.TotalMinutes:0} minutes after the last fault there is no end of {string.Join(", ", open)}.\n{outputs()}");
        }
        finally
        {
            await patience.CancelAsync();
            await quiet.CancelAsync();
            await ((Task)Task.WhenAll(work, beating)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<IReadOnlyList<string>> Judged(History history, List<Order> orders, Federation federation, HubProcess second)
    {
        using var atFirst = await HubUser.SignIn(federation.Hub, "alice", Federation.Password);
        using var atSecond = await HubUser.SignIn(second, "alice", Federation.Password);
        return await new Checker(history, orders, federation).Findings([atFirst, atSecond]);
    }

    /// <summary>Who ended without having been killed.</summary>
    private static IEnumerable<string> Unasked(Federation federation, HubProcess second)
    {
        foreach (var (name, process) in federation.Stations.Select((s, i) => ($"station {i}", (ChildProcess)s)).Append(("silo 0", federation.Hub)).Append(("silo 1", second)))
        {
            if (process.HasExited)
            {
                yield return $"The process of {name} has ended by itself.";
            }
        }
    }

    /// <summary>The federation's stations speak to its first silo; these to whichever the balancer gives them.</summary>
    private static void MoveBehind(Balancer balancer, Federation federation)
    {
        var folder = Path.GetDirectoryName(federation.Hub.Folder)!;
        for (var i = 0; i < federation.Stations.Count; i++)
        {
            var own = Path.Combine(folder, $"hospital-{i}");
            federation.Stations[i] = new StationProcess(own, balancer.Address, federation.Keys[i], Path.Combine(own, "patients.csv"), Federation.ProcessRuntime);
        }
    }

    private static string Outputs(Federation federation, HubProcess second) => string.Join(
        '\n',
        [$"Silo 0 said:\n{federation.Hub.Output}", $"Silo 1 said:\n{second.Output}", .. federation.Stations.Select((s, i) => $"Station {i} said:\n{s.Output}")]);
}
