using System.Net;
using Plugin.Client;
using Plugin.EventLog;
using Plugin.Simulation.Hub;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Network;

/// <summary>
/// From one place to the hub. A request travels to some silo, is answered in that silo's process, and the answer travels back: each way may fail,
/// and the one who asked then knows nothing.
/// </summary>
internal sealed class Line(string place, Cluster cluster, Scene scene)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Wires _wires = cluster.Wires;

    public string Place => place;

    public Cluster Cluster => cluster;

    /// <summary>Nothing gets from here to any silo.</summary>
    public bool IsCut { get; private set; }

    /// <summary>What the line is cut or mended for later.</summary>
    public event Action? Cutting;

    public void Cut()
    {
        IsCut = true;
        Cutting?.Invoke();
    }

    public void Mend() => IsCut = false;

    public Task<T> Call<T>(Process caller, Func<Silo, Task<T>> request, CancellationToken cancellationToken) =>
        Call(caller, request, Patience, cancellationToken);

    public async Task<T> Call<T>(Process caller, Func<Silo, Task<T>> request, TimeSpan patience, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = new TaskCompletionSource<T>();
        using var impatience = caller.After(patience, () => answer.TrySetException(NoAnswer()));
        await using var withdrawal = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        Send(caller, request, answer);
        return await answer.Task;
    }

    /// <summary>As a client knows it when the connection cannot be made, breaks, or brings nothing for too long.</summary>
    public static HubException NoAnswer() => new(null, null, "The hub does not answer.");

    public bool Reaches(Silo silo) => !IsCut && !_wires.AreCut(place, silo.Name);

    private void Send<T>(Process caller, Func<Silo, Task<T>> request, TaskCompletionSource<T> answer)
    {
        if (IsCut || cluster.Any() is not { } silo)
        {
            Fail(caller, answer);
            return;
        }

        if (_wires.Doubles())
        {
            scene.Coverage.Count("fault: request duplicated");
            scene.Simulator.World.After(
                scene.Chance.Between(TimeSpan.FromMilliseconds(1), scene.Chance.Of(0.5) ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(60)),
                () => Repeat(request));
        }

        if (_wires.Loses("fault: request lost"))
        {
            FailOrNot(caller, answer);
            return;
        }

        scene.Simulator.World.After(_wires.Travel(), () =>
        {
            if (silo.Process.IsDead)
            {
                Fail(caller, answer);
            }
            else if (Reaches(silo))
            {
                silo.Process.Spawn(() => Serve(silo, caller, request, answer));
            }
        });
    }

    /// <summary>In the silo's process.</summary>
    private async Task Serve<T>(Silo silo, Process caller, Func<Silo, Task<T>> request, TaskCompletionSource<T> answer)
    {
        void Broken() => FailOrNot(caller, answer);
        silo.Process.OnDeath(Broken);
        silo.Busy++;
        var outcome = Answered(silo, request);
        await ((Task)outcome).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        silo.Busy--;
        silo.Process.NoLongerOnDeath(Broken);
        if (!Reaches(silo))
        {
            return;
        }

        if (_wires.Loses("fault: answer lost"))
        {
            FailOrNot(caller, answer);
            return;
        }

        caller.After(_wires.Travel(), () =>
        {
            if (outcome.IsFaulted)
            {
                answer.TrySetException(outcome.Exception.InnerExceptions);
            }
            else
            {
                answer.TrySetResult(outcome.GetAwaiter().GetResult());
            }
        });
    }

    /// <summary>What the hub's edge makes of what it meets.</summary>
    private async Task<T> Answered<T>(Silo silo, Func<Silo, Task<T>> request)
    {
        try
        {
            return await request(silo);
        }
        catch (HubException)
        {
            throw;
        }
        catch (Exception e) when (e is LogUnavailableException or StreamConflictException)
        {
            throw new HubException(HttpStatusCode.ServiceUnavailable, null, e.Message);
        }
        catch (Exception e)
        {
            // Anything else is a bug, and the story's end.
            scene.Simulator.Fail(e);
            throw;
        }
    }

    /// <summary>The same request once more, when nobody expects it and nobody waits for its answer.</summary>
    private void Repeat<T>(Func<Silo, Task<T>> request)
    {
        if (cluster.Any() is { } silo && Reaches(silo))
        {
            silo.Process.Spawn(async () => await ((Task)Answered(silo, request)).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext));
        }
    }

    private void FailOrNot<T>(Process caller, TaskCompletionSource<T> answer)
    {
        // Otherwise only patience ends it.
        if (scene.Chance.Of(0.7))
        {
            Fail(caller, answer);
        }
    }

    private void Fail<T>(Process caller, TaskCompletionSource<T> answer) =>
        caller.After(_wires.Travel(), () => answer.TrySetException(NoAnswer()));
}
