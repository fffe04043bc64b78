using Plugin.Api.Mail;
using Plugin.EventLog;
using Plugin.Hub;
using Plugin.Testing;

namespace Plugin.Api.Tests;

/// <summary>A hub that sends its mail to a sink, at a time that the test sets.</summary>
internal sealed class AccountHub : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-api-");
    private HubHost? _host;

    public WallClock Clock { get; } = new(new DateTimeOffset(2026, 3, 3, 10, 0, 0, TimeSpan.Zero));

    public MailSink Mails { get; } = new();

    public string Secrets => Path.Combine(_folder.FullName, "secrets");

    public Api Anyone => new(_host!.Address, null);

    public static async Task<AccountHub> Start(bool secondFactor = false, bool mail = true)
    {
        var hub = new AccountHub();
        var settings = RunningHub.Settings(new DataFolder(hub._folder.FullName), hub.Secrets) with
        {
            Clock = hub.Clock,
            SecondFactor = secondFactor,
            ServerName = "Test hub",
            Mail = mail
                ? new MailOptions("127.0.0.1", hub.Mails.Port, "hub@example.org", StartTls: false)
                {
                    Support = "help@example.org",
                    RetryAfter = TimeSpan.FromMilliseconds(1),
                }
                : null,
        };
        hub._host = await HubHost.Start(settings, CancellationToken.None);
        return hub;
    }

    public Task<Api> Root() => Anyone.LogIn("root", RunningHub.RootPassword);

    /// <summary>A user with an address that mails can be sent to.</summary>
    public async Task<Api> Alice()
    {
        var root = await Root();
        var created = await root.Post(
            "user", $$"""{"username":"alice","email":"alice@example.org","password":"{{World.Password}}","firstname":"Alice","lastname":"A","roles":[5]}""");
        Assert.Equal(201, created.Status);
        return await Anyone.LogIn("alice", World.Password);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await Mails.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
