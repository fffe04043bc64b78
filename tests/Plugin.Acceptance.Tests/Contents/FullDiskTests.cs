using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Contents;

/// <summary>A hub whose disk is a mount of a few megabytes, which only root may make.</summary>
public sealed class A_hub_whose_disk_is_full
{
    private const long Size = 24L << 20;
    private const int Seed = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Says_so_to_an_upload_and_takes_the_rest_when_there_is_space_again()
    {
        var disk = "";
        await using var federation = await Federation.Prepare(folder =>
        {
            disk = Directory.CreateDirectory(folder).FullName;
            Run("mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", disk);
            return new HubProcess(folder);
        });
        try
        {
            using var station = await PlayedStation.SignIn(federation.Hub, federation.Keys[0]);
            var task = await federation.Researcher.Submit(
                federation.Collaboration, Federation.Image, new JsonObject(), federation.Organisations[..1]);
            var run = (await federation.RunsOf(task)).Single();
            await station.Claim(run);
            var ballast = Path.Combine(disk, "ballast");
            Fill(disk, ballast, butFor: 10 << 20);

            using (var refused = await station.Put(run, new SeededText(Seed, Size), 0, Size, CancellationToken.None))
            {
                var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
                Assert.Equal((HttpStatusCode.ServiceUnavailable, "content.unavailable"), (refused.StatusCode, (string)problem["code"]!));
                Assert.Contains("disk", (string)problem["detail"]!, StringComparison.Ordinal);
            }

            File.Delete(ballast);
            var received = (long)(await station.Progress(run))["received"]!;
            Assert.InRange(received, 1 << 20, 10 << 20);
            using var stored = await station.Put(run, new SeededText(Seed, Size) { Position = received }, received, Size, CancellationToken.None);
            await station.Completed(run, (string)JsonNode.Parse(await stored.Content.ReadAsStringAsync())!["id"]!);

            await using var result = await federation.Researcher.Open($"run/{run}/contents/result");
            Assert.Equal(await SeededText.Digest(Seed, Size), Convert.ToHexStringLower(await SHA256.HashDataAsync(result).AsTask().WaitAsync(Patience)));
        }
        finally
        {
            await federation.Hub.Kill();
            Run("umount", "-l", disk);
        }
    }

    private static void Fill(string disk, string file, long butFor)
    {
        using var ballast = new FileStream(file, FileMode.Create);
        var block = new byte[64 * 1024];
        while (new DriveInfo(disk).AvailableFreeSpace > butFor)
        {
            ballast.Write(block);
            ballast.Flush();
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        Assert.True(process.WaitForExit(Patience), $"{program} {string.Join(' ', arguments)} does not end.");
        Assert.Equal(0, process.ExitCode);
    }
}
