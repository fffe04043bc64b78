using System.Net;
using Plugin.Cli.Logs;
using Plugin.Cli.Terminal;
using Plugin.Client;
using Plugin.Contracts;
using Plugin.EventLog;
using Plugin.EventLog.Verifying;

namespace Plugin.Cli.Demo;

/// <summary>Runs the whole: starts the programs, fills the hub, asks the questions, checks the log, and stops what it started.</summary>
internal sealed class Demonstration(DemoOptions options, TimeProvider clock, Progress progress)
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(10);
    private readonly List<TaskWatch> watches = [];

    private static string Image => $"plugin/algorithms:{typeof(Demonstration).Assembly.GetName().Version!.ToString(3)}";

    public async Task<Outcome> Run(CancellationToken cancellationToken)
    {
        var programs = Programs.Find();
        var runtime = await Runtime(cancellationToken);
        var isTemporary = options.Data is null;
        var folder = isTemporary ? Directory.CreateTempSubdirectory("plugin-demo-").FullName : CreateFolder(options.Data!);
        var isKept = false;
        try
        {
            var outcome = await progress.While(show => Run(programs, runtime, folder, show, cancellationToken));
            isKept = options.Keep;
            return outcome;
        }
        finally
        {
            if (isTemporary && !isKept)
            {
                Remove(folder);
            }
        }
    }

    private async Task<Outcome> Run(Programs programs, DemoRuntime runtime, string folder, Action<Step> show, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        using var federation = new LocalFederation(programs, folder, options.Database, show, clock);
        var earlier = DemoFile.Find(folder);
        var rootPassword = earlier?.User(Settlement.RootRole).Password ?? Settlement.NewPassword();
        var isKept = false;
        try
        {
            await federation.StartHub(rootPassword, cancellationToken);
            var file = earlier ?? await Settle(federation, rootPassword, show, cancellationToken);
            file = file with { Hub = federation.Address.Url.GetLeftPart(UriPartial.Authority), Image = Image };
            // From here on a later demo in this folder can go on with this hub, whatever happens now.
            file.Write(folder);
            await federation.StartStations(file, runtime, cancellationToken);
            file = file with { Processes = federation.Processes };
            file.Write(folder);

            var answered = await Ask(federation, file, show, cancellationToken);
            var trail = await Trail(federation, file, answered[1].Task, cancellationToken);
            var log = await Verify(folder, show, cancellationToken);
            isKept = options.Keep;
            return new Outcome(
                answered[0], answered[1], answered[2], trail, answered[1].Task, log, clock.GetElapsedTime(started), isKept ? folder : null, file);
        }
        finally
        {
            if (!isKept)
            {
                await EndOpenTasks(federation, rootPassword);
                await federation.Stop();
            }
        }
    }

    private async Task<DemoRuntime> Runtime(CancellationToken cancellationToken)
    {
        if (options.Runtime == DemoRuntime.Process)
        {
            return DemoRuntime.Process;
        }

        if (!await ContainerEngine.Answers(cancellationToken))
        {
            return options.Runtime is null
                ? DemoRuntime.Process
                : throw new CommandFailure($"No container engine answers at {ContainerEngine.Socket}. Start one, or use --runtime process.");
        }

        return await ContainerEngine.Has(Image, cancellationToken)
            ? DemoRuntime.Docker
            : throw new CommandFailure($"The container engine has no image {Image}. Make it with deploy/image.sh, or use --runtime process.");
    }

    private static async Task<DemoFile> Settle(LocalFederation federation, string rootPassword, Action<Step> show, CancellationToken cancellationToken)
    {
        using var root = federation.Connect(DemoUser.Root(rootPassword));
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
            new HubClient(root), federation.Address, rootPassword, Image,
            (done, total) => show(new Step("collaboration", "creating organisations, users and nodes", done, total, false)), cancellationToken);
        show(new Step("collaboration", $"{settled.Organizations.Count} hospitals, {settled.Users.Count} users, {settled.Nodes.Count} nodes", 1, 1, true));
        return settled;
    }

    /// <summary>All questions at once, the central run of each at another hospital.</summary>
    private async Task<Answered[]> Ask(LocalFederation federation, DemoFile file, Action<Step> show, CancellationToken cancellationToken)
    {
        using var researcher = federation.Connect(file.User(Settlement.ResearcherRole));
        var hub = new HubClient(researcher);
        Question[] questions = [Question.Summary, Question.Crosstab, Question.Survival];
        foreach (var (question, organization) in questions.Zip(file.Organizations))
        {
            var task = await hub.Create(
                new NewTask(file.Image, [new NewTaskOrganization(organization.Id, question.Input)])
                {
                    Name = question.Name,
                    Description = question.Description,
                    CollaborationId = file.Collaboration.Id,
                    Databases = [new NewTaskDatabase(file.DatabaseLabel)],
                },
                cancellationToken);
            watches.Add(new TaskWatch(hub, question, task.Id, show, clock));
        }

        return await Task.WhenAll(watches.Select(watch => watch.Wait(federation.RequireAlive, cancellationToken)));
    }

    private static async Task<IReadOnlyList<TrailEvent>> Trail(LocalFederation federation, DemoFile file, int task, CancellationToken cancellationToken)
    {
        using var root = federation.Connect(file.User(Settlement.RootRole));
        return await new HubClient(root).TaskEvents(task, cancellationToken).Select(TrailEvent.Of).ToListAsync(cancellationToken);
    }

    private async Task<VerificationReport> Verify(string folder, Action<Step> show, CancellationToken cancellationToken)
    {
        show(new Step("log", "verifying", 0, 0, false));
        var location = options.Database is { } database ? StoreLocation.Of(null, database) : StoreLocation.Of(folder, null);
        await using var store = await location.Look(clock, cancellationToken);
        var report = await LogVerification.Run(store, progress: null, cancellationToken);
        show(new Step("log", Told(report), 1, 1, true));
        return report;
    }

    private static string Told(VerificationReport report) => report switch
    {
        { FirstBad: { } bad } => $"position {bad.Position} is bad",
        { FirstBadCheckpoint: { } bad } => $"the checkpoint of {bad.Size} events is bad",
        _ => $"{report.Events} events verified",
    };

    /// <summary>Tells the hub, so that the stations end what they run: it would go on without them otherwise.</summary>
    private async Task EndOpenTasks(LocalFederation federation, string rootPassword)
    {
        var open = watches.Where(watch => !watch.IsOver).ToList();
        if (open.Count == 0)
        {
            return;
        }

        using var patience = new CancellationTokenSource(StopWithin, clock);
        try
        {
            // A researcher may not send kills.
            using var root = federation.Connect(DemoUser.Root(rootPassword));
            foreach (var watch in open)
            {
                await new HubClient(root).Kill(watch.Task, patience.Token);
            }

            // Nothing tells when a station has removed what it ran; a moment is enough, and more is not worth a person's waiting.
            await Task.Delay(TimeSpan.FromSeconds(2), clock, patience.Token);
        }
        catch (Exception e) when (e is HubException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"plugin: runs may have been left behind: {e.Message}");
        }
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
}
