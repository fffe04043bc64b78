using Plugin.Node.Attempts;
using Plugin.Node.Contract;
using Plugin.Node.Runtimes;
using Plugin.Node.Runtimes.Processes;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests;

public sealed class A_process_of_an_agent_that_went_down : IDisposable
{
    private static readonly AttemptId Id = new(5, 1);
    private readonly Scratch _scratch = new();
    private readonly RunFolders _folders;
    private readonly ProcessRuntime _runtime;

    public A_process_of_an_agent_that_went_down()
    {
        _folders = new RunFolders(_scratch.Data);
        _runtime = new ProcessRuntime(_folders, _scratch.Algorithm("exit 7"), TimeProvider.System);
    }

    private ControlFolder Control => new(_folders.Control(Id));

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Starts_once_when_a_second_start_is_asked_for()
    {
        await Prepare();
        await Start();
        await Start();
        await _runtime.Wait(Id, CancellationToken.None).Soon("the end of the process");
        await Start();

        Assert.Equal((1, 7), (_scratch.Count(5, "started"), (await _runtime.Wait(Id, CancellationToken.None).Soon("its exit code"))!.Code));
    }

    [Fact]
    public async Task Cannot_start_any_more_when_its_ticket_was_withdrawn()
    {
        await Prepare();
        var ticket = await Control.Issue(CancellationToken.None);
        Control.Withdraw();

        using var late = System.Diagnostics.Process.Start("sh", ["-c", ControlFolder.Wrapper, "late", Control.Folder, ticket.ToString(), "true"]);
        await late.WaitForExitAsync().Soon("the end of the late start");

        Assert.Equal((75, Trace.None), (late.ExitCode, Control.Trace));
    }

    [Fact]
    public async Task Is_not_started_on_a_guess_after_the_machine_went_down()
    {
        await Prepare();
        File.WriteAllText(Path.Combine(Control.Folder, "ticket.1"), "1 another-boot");

        Assert.Equal(Trace.Vanished, await _runtime.Find(Id, CancellationToken.None));
    }

    [Fact]
    public async Task Is_gone_when_its_number_belongs_to_another_process()
    {
        await Prepare();
        File.WriteAllText(Path.Combine(Control.Folder, "started"), $"1 {ProcessIdentity.ThisBoot}");
        File.WriteAllText(Path.Combine(Control.Folder, "process.1"), $"{Environment.ProcessId} 1");

        Assert.Equal(Trace.Vanished, await _runtime.Find(Id, CancellationToken.None));
        await _runtime.Remove(Id, CancellationToken.None);
    }

    private async Task Prepare() => await _folders.Prepare(
        Id, 50, (file, ct) => file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(_scratch.Marks(5)), ct).AsTask(), "token", CancellationToken.None);

    private Task Start() => _runtime.Start(
        new AttemptPlan(Samples.Grant(), new PreparedImage(Path.Combine(_scratch.Folder, "algorithm.sh"), null), [], new Dictionary<string, string>(), 2, 1),
        CancellationToken.None);
}
