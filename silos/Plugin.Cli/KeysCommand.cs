using System.CommandLine;
using Plugin.Vault.Secrets;

namespace Plugin.Cli;

/// <summary><c>plugin keys rotate</c>: a new key for tokens, while the hub serves.</summary>
internal static class KeysCommand
{
    public static Command Make() => new("keys", "The hub's own keys.") { Rotate() };

    private static Command Rotate()
    {
        var folder = new Option<string>("--secrets") { Description = "The hub's secrets folder.", Required = true };
        var forget = new Option<bool>("--forget")
        {
            Description = "The present key has become known: tokens made with it are void at once, everybody logs in again.",
        };
        var command = new Command("rotate", "Gives the hub a new key to sign tokens with. Nobody is logged out, and no silo needs a restart.")
        {
            folder, forget,
        };
        return command.Does((arguments, _) =>
        {
            var secrets = arguments.GetRequiredValue(folder);
            if (!File.Exists(Path.Combine(secrets, FileSecrets.TokenSigningKey)))
            {
                throw new CommandFailure($"There is no {FileSecrets.TokenSigningKey} in {secrets}: this is not a hub's secrets folder.");
            }

            new RotatingSecret(new FileSecrets(secrets), FileSecrets.TokenSigningKey, FileSecrets.TokenSigningKeyLength, TimeProvider.System)
                .Rotate(arguments.GetValue(forget));
            Console.WriteLine(arguments.GetValue(forget)
                ? "The key is replaced. All tokens made before are void."
                : $"The key is replaced. Tokens made before stay good for their time, at most {RotatingSecret.Kept.TotalDays:0} days.");
            return Task.FromResult(0);
        });
    }
}
