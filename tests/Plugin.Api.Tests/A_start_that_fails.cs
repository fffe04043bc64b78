using Plugin.EventLog;
using Plugin.Hub;

namespace Plugin.Api.Tests;

public sealed class A_start_that_fails(RunningHub hub) : IClassFixture<RunningHub>
{
    [Fact]
    public async Task On_a_used_port_says_so()
    {
        var folder = Directory.CreateTempSubdirectory("plugin-api-");
        try
        {
            var settings = RunningHub.Settings(new DataFolder(folder.FullName), folder.FullName) with { Urls = hub.Anyone.Address.ToString() };

            var failure = await Assert.ThrowsAnyAsync<Exception>(() => HubHost.Start(settings, CancellationToken.None));

            Assert.Equal(
                $"Another program listens at {settings.Urls} already; stop it or choose another port with --urls.",
                StartFailures.Explain(failure, settings));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task On_an_address_of_another_machine_says_so()
    {
        var folder = Directory.CreateTempSubdirectory("plugin-api-");
        try
        {
            // Of a network that exists in documentation only.
            var settings = RunningHub.Settings(new DataFolder(folder.FullName), folder.FullName) with { Urls = "http://192.0.2.1:7601" };

            var failure = await Assert.ThrowsAnyAsync<Exception>(() => HubHost.Start(settings, CancellationToken.None));

            Assert.Equal("No address of this machine is in http://192.0.2.1:7601; name one with --urls.", StartFailures.Explain(failure, settings));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Without_its_database_says_so()
    {
        var settings = RunningHub.Settings(
            new Database("Host=127.0.0.1;Port=1;Username=x;Password=hunter2;Database=y"), Path.GetTempPath());

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => HubHost.Start(settings, CancellationToken.None));

        var told = StartFailures.Explain(failure, settings);
        Assert.StartsWith("The hub cannot reach its database", told, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--foo", "x")]
    [InlineData("--data")]
    [InlineData("--urls", "http://127.0.0.1:1")]
    [InlineData("--data", "a", "--database", "b")]
    [InlineData("--data", "a", "--urls", "nonsense")]
    [InlineData("--data", "a", "--api-path", "api")]
    [InlineData("--data", "a", "--max-content", "much")]
    [InlineData("--data", "a", "--max-content", "0")]
    [InlineData("--data", "a", "--blobs", "s3://bucket")]
    [InlineData("--data", "a", "--server-url", "hub.example.org")]
    [InlineData("--data", "a", "--outbound-allow", "https://store.example.org")]
    [InlineData("--data", "a", "--outbound-allow", "store.example.org,10.0.0.0/33")]
    [InlineData("--data", "no-such-folder", "--blobs", "s3://host/bucket")]
    public void Because_of_its_arguments_says_which(params string[] args) =>
        Assert.Throws<ArgumentException>(() => HubSettings.Of(args));
}
