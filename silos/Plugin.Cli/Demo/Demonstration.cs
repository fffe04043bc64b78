using System.Net;
using System.Net.Sockets;
using Plugin.Cli.Logs;
using Plugin.Cli.Terminal;
using Plugin.Client;
using Plugin.Contracts;
using Plugin.EventLog;

namespace Plugin.Cli.Demo;

/// <summary>Runs the whole: starts the programs, fills the hub, asks the questions, checks the log, and stops what it started.</summary>
internal sealed class Demonstration(DemoOptions options, TimeProvider clock, Progress progress)
{
    private const string ApiPath = "/api";
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(10);
    private readonly List<Child> children = [];
    private readonly List<TaskWatch> watches = [];
    private readonly Programs programs = Programs.Find();
    private HubConnection? researcher;
    private DemoFile? file;

    public async Task<Outcome> Run(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var isTemporary = options.Data is null;
        var folder = isTemporary ? Directory.CreateTempSubdirectory("plugin-demo-").FullName : CreateFolder(options.Data!);
        var isKept = false;
        try
        {
            var outcome = await progress.While(show => Ask(folder, show, started, cancellationToken));
            isKept = options.Keep;
            return outcome;
        }
        finally
        {
            if (!isKept)
            {
                await Stop();
                if (isTemporary)
                {
                    Remove(folder);
                }
            }

            researcher?.Dispose();
            children.ForEach(child => child.Dispose());
        }
    }

    private async Task<Outcome> Ask(string folder, Action<Step> show, long started, CancellationToken cancellationToken)
    {
        var runtime = await Runtime(cancellationToken);
        var address = HubAddress.Parse($"http://127.0.0.1:{FreePort()}", ApiPath);
        var earlier = DemoFile.Find(folder);
        var rootPassword = earlier?.User(Settlement.RootRole).Password ?? Settlement.NewPassword();
        await StartHub(folder, address, rootPassword, show, cancellationToken);

        file = earlier ?? await Settle(address, rootPassword, show, cancellationToken);
        file = file with { Hub = address.Url.GetLeftPart(UriPartial.Authority), Image = Image };
        file.Write(folder);
        researcher = Connect(address, file.User(Settlement.ResearcherRole));
        var hub = new HubClient(researcher);
        await StartStations(folder, address, file, runtime, show, cancellationToken);
        file = file with { Processes = [.. children.Select(child => new DemoProcess(child.Name, child.Id, child.Command, child.Log))] };
        file.Write(folder);

        Question[] questions = [Question.Summary, Question.Crosstab, Question.Survival];
        var answers = new List<Task<Answered>>();
        for (var i = 0; i < questions.Length; i++)
        {
            answers.Add(await Submit(hub, file, questions[i], file.Organizations[i % file.Organizations.Count].Id, show, cancellationToken));
        }

        var answered = await Task.WhenAll(answers);
        var trail = await Trail(address, file, answered[1].Task, cancellationToken);
        var verdict = await Verify(folder, show, cancellationToken);
        return new Outcome(
            runtime, answered[0], answered[1], answered[2], trail, answered[1].Task, verdict, clock.GetElapsedTime(started), options.Keep ? folder : null, file);
    }

    private static string Image => $"plugin/algorithms:{typeof(Demonstration).Assembly.GetName().Version!.ToString(3)}";

    private async Task<DemoRuntime> Runtime(CancellationToken cancellationToken)
    {
        var answers = options.Runtime == DemoRuntime.Process ? (bool?)null : await ContainerEngine.Answers(cancellationToken);
        var runtime = options.Runtime ?? (answers == true ? DemoRuntime.Docker : DemoRuntime.Process);
        if (runtime == DemoRuntime.Docker && answers == false)
        {
            throw new CommandFailure("No container engine answers at /var/run/docker.sock. Start one, or use --runtime process.");
        }

        if (runtime == DemoRuntime.Docker && !await ContainerEngine.Has(Image, cancellationToken))
        {
            throw new CommandFailure($"The container engine has no image {Image}. Make it with deploy/image.sh, or use --runtime process.");
        }

        return runtime;
    }

    private async Task StartHub(string folder, HubAddress address, string rootPassword, Action<Step> show, CancellationToken cancellationToken)
    {
        show(new Step("hub", "starting", 0, 0, false));
        string[] store = options.Database is { } database ? ["--database", database, "--secrets", Path.Combine(folder, "secrets")] : ["--data", folder];
        var child = Child.Start(
            "hub", Path.Combine(folder, "hub.log"), ["dotnet", programs.Hub, "--urls", address.Url.GetLeftPart(UriPartial.Authority), .. store],
            new Dictionary<string, string> { ["PLUGIN_ROOT_PASSWORD"] = rootPassword });
        children.Add(child);
        using var http = HubHttp.Create(address);
        await Until("The hub did not answer", async () =>
        {
            try
            {
                using var answer = await http.GetAsync(address.Of("version"), cancellationToken);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, cancellationToken);
        show(new Step("hub", $"answers at {address.Of("")}", 1, 1, true));
    }

    private async Task<DemoFile> Settle(HubAddress address, string rootPassword, Action<Step> show, CancellationToken cancellationToken)
    {
        using var root = Connect(address, new DemoUser("root", rootPassword, Settlement.RootRole, null));
        try
        {
            await root.Login(cancellationToken);
        }
        catch (HubException e) when (e.Status == HttpStatusCode.Unauthorized)
        {
            throw new CommandFailure(
                "This database or folder belongs to a hub whose root password is not known here. Give an empty one, or the --data folder of the demo that filled it.", e);
        }

        var settled = await Settlement.Settle(
            new HubClient(root), address, rootPassword, Image,
            (done, total) => show(new Step("collaboration", "creating organisations, users and nodes", done, total, false)), cancellationToken);
        show(new Step("collaboration", $"{settled.Organizations.Count} hospitals, {settled.Users.Count} users, {settled.Nodes.Count} nodes", 1, 1, true));
        return settled;
    }

    private async Task StartStations(
        string folder, HubAddress address, DemoFile file, DemoRuntime runtime, Action<Step> show, CancellationToken cancellationToken)
    {
        await Hospitals.Split(programs.Sample, folder, cancellationToken);
        for (var i = 0; i < file.Nodes.Count; i++)
        {
            var config = await StationFile.Write(folder, i, address.Url, ApiPath, file.Nodes[i].ApiKey, runtime, programs, cancellationToken);
            children.Add(Child.Start(
                file.Nodes[i].Name, Path.Combine(Hospitals.Folder(folder, i), "station.log"),
                ["dotnet", programs.Station, "--config", config], new Dictionary<string, string>()));
        }

        using var root = Connect(address, file.User(Settlement.RootRole));
        var hub = new HubClient(root);
        await Until("Not all stations came online", async () =>
        {
            var online = 0;
            foreach (var node in file.Nodes)
            {
                online += (await hub.Node(node.Id, cancellationToken)).Status == "online" ? 1 : 0;
            }

            var isReady = online == file.Nodes.Count;
            show(new Step("stations", $"{online} of {file.Nodes.Count} online, algorithms run by {(runtime == DemoRuntime.Docker ? "docker" : "process")}", online, file.Nodes.Count, isReady));
            return isReady;
        }, cancellationToken);
    }

    private async Task<Task<Answered>> Submit(
        HubClient hub, DemoFile file, Question question, int organization, Action<Step> show, CancellationToken cancellationToken)
    {
        var task = await hub.Create(
            new NewTask(file.Image, file.Collaboration.Id, [new NewTaskOrganization(organization, question.Input)])
            {
                Name = question.Name,
                Description = question.Description,
                Databases = [new NewTaskDatabase(file.DatabaseLabel)],
            },
            cancellationToken);
        var watch = new TaskWatch(hub, question, task.Id, show, clock);
        watches.Add(watch);
        return watch.Wait(RequireAlive, cancellationToken);
    }

    private async Task<IReadOnlyList<TrailEvent>> Trail(HubAddress address, DemoFile file, int task, CancellationToken cancellationToken)
    {
        using var root = Connect(address, file.User(Settlement.RootRole));
        return await new HubClient(root).TaskEvents(task, cancellationToken).Select(TrailEvent.Of).ToListAsync(cancellationToken);
    }

    private async Task<Verdict> Verify(string folder, Action<Step> show, CancellationToken cancellationToken)
    {
        show(new Step("log", "verifying", 0, 0, false));
        var location = options.Database is { } database ? StoreLocation.Of(null, database) : StoreLocation.Of(folder, null);
        await using var store = await location.Look(clock, cancellationToken);
        var verdict = await new LogVerification(store.Log).Run(progress: null, cancellationToken);
        show(new Step("log", verdict.IsVerified ? $"{verdict.Events} events verified" : $"position {verdict.BadPosition} is bad", 1, 1, true));
        return verdict;
    }

    private async Task Until(string otherwise, Func<Task<bool>> isSo, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        while (!await isSo())
        {
            RequireAlive();
            if (clock.GetElapsedTime(since) > StartWithin)
            {
                throw new CommandFailure($"{otherwise} within {StartWithin.TotalSeconds:0} seconds.{string.Concat(children.Select(child => $"{Environment.NewLine}{child.LastLines()}"))}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellationToken);
        }
    }

    private void RequireAlive() => children.ForEach(child => child.RequireAlive());

    /// <summary>Tells the hub first, so that the stations end what they run; then ends the stations, then the hub.</summary>
    private async Task Stop()
    {
        using var patience = new CancellationTokenSource(StopWithin, clock);
        try
        {
            var open = watches.Where(watch => !watch.IsOver).ToList();
            if (open.Count > 0)
            {
                // A researcher may not send kills.
                using var root = Connect(researcher!.Address, file!.User(Settlement.RootRole));
                foreach (var watch in open)
                {
                    await new HubClient(root).Kill(watch.Task, patience.Token);
                }

                // Nothing tells when a station has removed what it ran; a moment is enough, and more is not worth a person's waiting.
                await Task.Delay(TimeSpan.FromSeconds(2), clock, patience.Token);
            }
        }
        catch (Exception e) when (e is HubException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"plugin: runs may have been left behind: {e.Message}");
        }

        await Task.WhenAll(children.Skip(1).Select(child => child.Stop(StopWithin)));
        await Task.WhenAll(children.Take(1).Select(child => child.Stop(StopWithin)));
    }

    // Made private when it is made here: the hub's database in it holds credentials.
    private static string CreateFolder(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path).FullName
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"plugin: {folder} could not be removed: {e.Message}");
        }
    }

    private HubConnection Connect(HubAddress address, DemoUser user) =>
        new(HubHttp.Create(address), address, new Credentials.User(user.Username, user.Password), clock, Random.Shared.NextDouble);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
