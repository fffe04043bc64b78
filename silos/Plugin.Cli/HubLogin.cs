using System.CommandLine;
using Plugin.Cli.Terminal;
using Plugin.Client;
using Spectre.Console;

namespace Plugin.Cli;

/// <summary>The way to a running hub, as one of its users. The password comes from the environment or is asked for: it is never an argument.</summary>
internal sealed class HubLogin
{
    private const string Password = "PLUGIN_PASSWORD";

    public Option<string> Hub { get; } = new("--hub")
    {
        Description = "The hub's address, with its API path.",
        DefaultValueFactory = _ => "http://127.0.0.1:7601/api",
    };

    public Option<string> User { get; } = new("--as")
    {
        Description = $"The user to log in as. The password is that in {Password}, or asked for.",
        DefaultValueFactory = _ => "root",
    };

    public HubClient Connect(ParseResult arguments)
    {
        var address = new Uri(arguments.GetRequiredValue(Hub), UriKind.RelativeOrAbsolute) is { IsAbsoluteUri: true } url
            ? HubAddress.Parse(url.GetLeftPart(UriPartial.Authority), url.AbsolutePath.Length > 1 ? url.AbsolutePath : "/api")
            : throw new CommandFailure($"--hub is an address such as http://127.0.0.1:7601/api, not '{arguments.GetValue(Hub)}'.");
        var user = arguments.GetRequiredValue(User);
        var credentials = new Credentials.User(user, PasswordOf(user));
        return new HubClient(new HubConnection(HubHttp.Create(address), address, credentials, TimeProvider.System, Random.Shared.NextDouble));
    }

    private static string PasswordOf(string user)
    {
        if (Environment.GetEnvironmentVariable(Password) is { Length: > 0 } given)
        {
            return given;
        }

        return Consoles.Errors.Profile.Capabilities.Interactive
            ? Consoles.Errors.Prompt(new TextPrompt<string>($"Password of {user}:").Secret(null))
            : throw new CommandFailure($"Set {Password} to the password of {user}; there is no terminal to ask for it.");
    }
}
