using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Plugin.Testing.Running;

namespace Plugin.Web.Tests.Running;

/// <summary>A hub that serves its page, three hospitals' stations with the sample data, and a browser: made once for all journeys.</summary>
public sealed class Installation : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly TimeSpan ClosesWithin = TimeSpan.FromSeconds(30);

    private IPlaywright? _playwright;
    private Task<Federation>? _starting;
    private Task<int>? _answered;

    public IBrowser Browser { get; private set; } = null!;

    public Federation Federation { get; private set; } = null!;

    public Uri Address => Federation.Hub.Address;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            throw new InvalidOperationException($"There is no {Chromium}: apt-get install chromium.");
        }

        Assertions.SetDefaultExpectTimeout(Visitor.Patience);
        _starting = Federation.Start();
        try
        {
            await Open();
            Federation = await _starting;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>A visitor with a browser of their own: nobody is signed in.</summary>
    public Task<Visitor> Visit(string language = "en", bool phone = false, ColorScheme scheme = ColorScheme.Light) =>
        Visitor.Come(Browser, Address, language, phone, scheme);

    /// <summary>A visitor who has signed in.</summary>
    public async Task<Visitor> VisitAs(string name, string password, string language = "en", bool phone = false, ColorScheme scheme = ColorScheme.Light)
    {
        var visitor = await Visit(language, phone, scheme);
        await visitor.SignIn(name, password);
        return visitor;
    }

    public Task<Visitor> VisitAsResearcher(string language = "en", bool phone = false, ColorScheme scheme = ColorScheme.Light) =>
        VisitAs("alice", Federation.Password, language, phone, scheme);

    /// <summary>Root: administrator, operator and auditor.</summary>
    public Task<Visitor> VisitAsRoot(string language = "en", bool phone = false, ColorScheme scheme = ColorScheme.Light) =>
        VisitAs("root", HubProcess.RootPassword, language, phone, scheme);

    /// <summary>A task that the hospitals have answered; ordered once.</summary>
    public Task<int> AnsweredTask() => _answered ??= Answer();

    private async Task Open()
    {
        // Hubs are on loopback here, which a page from elsewhere may not ask without being allowed to.
        string[] loopback = ["--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessRespectPreflightResults"];
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", .. loopback], Timeout = 2 * Visitor.Patience });
    }

    private async Task<int> Answer()
    {
        var arguments = new JsonObject { ["columns"] = new JsonArray("age"), ["group_by"] = "meno", ["quartiles"] = true };
        var ages = new JsonObject { ["method"] = "central_summary", ["kwargs"] = arguments };
        var task = await Federation.Researcher.Submit(
            Federation.Collaboration, Federation.Image, ages, Federation.Organisations[..1], "default");
        await Federation.Finished(task, TimeSpan.FromSeconds(60));
        return task;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (Browser is not null)
            {
                await Browser.DisposeAsync().AsTask().WaitAsync(ClosesWithin);
            }
        }
        finally
        {
            _playwright?.Dispose();
            if (_starting is not null)
            {
                await (await _starting).DisposeAsync();
            }
        }
    }
}
