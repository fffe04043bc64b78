using System.CommandLine;
using System.Security.Cryptography;
using Plugin.Cli.Terminal;
using Plugin.ReadModels;
using Plugin.Vault.Seals;

namespace Plugin.Cli;

/// <summary><c>plugin rebuild</c>: makes the lists and views anew from the log.</summary>
internal static class RebuildCommand
{
    public static Command Make()
    {
        var store = new StoreOptions();
        var command = new Command("rebuild", "Makes all lists and views anew from the log. A SQLite hub must be stopped meanwhile.") { store.Data, store.Database };
        return command.Does(async (arguments, cancellationToken) =>
        {
            var location = store.Location(arguments);
            await using var opened = await location.Open(new Projector(new SealedFields(RandomNumberGenerator.Fill)), TimeProvider.System, cancellationToken);
            var head = await opened.Log.Head(cancellationToken);
            await new Progress(Consoles.Errors).While(async show =>
            {
                var progress = new Reached(position => show(new Step("rebuild", "replaying the log", (int)position, (int)head, false)));
                await opened.Read.Rebuild(progress, cancellationToken);
                show(new Step("rebuild", "done", (int)head, (int)head, true));
                return head;
            });
            Console.WriteLine($"Rebuilt from {head} events.");
            return 0;
        });
    }

    private sealed class Reached(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
