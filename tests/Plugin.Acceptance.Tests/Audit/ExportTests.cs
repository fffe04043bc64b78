using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Audit;

public sealed class An_exported_task
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Is_checked_without_its_hub_and_a_changed_byte_is_found_out()
    {
        await using var federation = await Federation.Prepare();
        var task = await federation.Researcher.Submit(
            federation.Collaboration, Federation.Image, new JsonObject { ["method"] = "summary" }, federation.Organisations[..1]);
        var data = federation.Hub.Folder;
        var file = Path.Combine(data, "task.zip");
        // The newest checkpoint may be from just before the task.
        await Eventually.Get(
            async () => (await Cli("log", "export", "--task", $"{task}", "--opened", "--out", file, "--data", data)).ExitCode == 0 ? "made" : null,
            Patience, () => $"an export of task {task}");
        var key = Path.Combine(data, "hub.key");
        using (var told = new StreamReader(await federation.Root.Open("audit/key")))
        {
            await File.WriteAllTextAsync(key, await told.ReadToEndAsync());
        }

        await federation.Hub.Kill();
        var good = await Cli("log", "verify", "--export", file, "--key", key);
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        var bad = await Cli("log", "verify", "--export", file, "--key", key);

        Assert.True(good.ExitCode == 0, good.Output + good.Errors);
        Assert.Contains($"(task-{task}) are in the log", good.Output, StringComparison.Ordinal);
        Assert.Contains("The hub's key is the one that you trust.", good.Output, StringComparison.Ordinal);
        Assert.Equal(1, bad.ExitCode);
        Assert.StartsWith("Not verified: the export is bad: ", bad.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_who_could_see_its_result()
    {
        await using var federation = await Federation.Prepare();
        var task = await federation.Researcher.Submit(
            federation.Collaboration, Federation.Image, new JsonObject { ["method"] = "summary" }, federation.Organisations[..1]);
        var run = (await federation.RunsOf(task))[0];

        var shown = await Cli("replay", $"run-{run}", "--who-could-see", "--json", "--data", federation.Hub.Folder);

        var readers = JsonNode.Parse(shown.Output)!["could_see"]!.AsArray().Select(reader => (string)reader!["who"]!);
        Assert.Contains("user:1", readers);
        Assert.Equal(1, (await Cli("replay", "user-1", "--who-could-see", "--data", federation.Hub.Folder)).ExitCode);
    }

    private static Task<CommandLine> Cli(params string[] arguments) => CommandLine.Run(Patience, arguments);
}
