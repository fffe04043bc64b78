using System.CommandLine;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Plugin.EventLog;
using Plugin.EventLog.Proving;
using Plugin.Grains.Generations;
using Plugin.ReadModels;
using Plugin.Vault.Seals;
using Plugin.Vault.Secrets;

namespace Plugin.Cli.Logs;

/// <summary><c>plugin log new-generation</c>: the ceremony after a restore to the past.</summary>
internal static partial class NewGenerationCommand
{
    public static Command Make()
    {
        var store = new StoreOptions();
        var secrets = new Option<string?>("--secrets") { Description = "The hub's secrets folder, when the hub is started with --secrets." };
        var by = new Option<string>("--by") { Description = "Your account name; it is on record for ever.", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why the log was restored, in a sentence. It is stored sealed.", Required = true };
        var checkpoints = new Option<string[]>("--checkpoint")
        {
            Description = "A file with a checkpoint that a station or an auditor kept. May be repeated; the newest counts. What the secrets folder remembers counts too.",
        };
        var none = new Option<bool>("--none-known") { Description = "Nobody has a checkpoint that is newer than the restored log." };
        var backup = new Option<bool>("--from-backup")
        {
            Description = "The database was restored from a backup, so something may be lost even if the log contains the newest known checkpoint.",
        };
        var command = new Command(
            "new-generation", "After a restore to the past: opens the log's next generation, so that nothing is given out a second time. The hub must be stopped.")
        {
            by, reason, checkpoints, none, backup, store.Data, store.Database, secrets,
        };
        return command.Does(async (arguments, cancellationToken) =>
        {
            var order = new GenerationOrder(
                Name(arguments.GetValue(by)!), Text(arguments.GetValue(reason)!),
                [.. (arguments.GetValue(checkpoints) ?? []).Select(Read)], arguments.GetValue(none), arguments.GetValue(backup));
            var location = store.Location(arguments);
            return Tell(await Hold(location, arguments.GetValue(secrets) ?? FileSecrets.FolderOf(location), order, cancellationToken));
        });
    }

    private static async Task<OpenedGeneration> Hold(
        StoreLocation location, string secrets, GenerationOrder order, CancellationToken cancellationToken)
    {
        var seals = new SealedFields(RandomNumberGenerator.Fill);
        var memory = new CheckpointFiles(secrets);
        using var key = Key(secrets);
        await using var opened = await location.OpenAlone(new Projector(seals), TimeProvider.System, cancellationToken);
        await KeyFits(opened, key, cancellationToken);
        var generation = await new GenerationCeremony(opened, seals, memory, TimeProvider.System).Hold(order, cancellationToken);
        var maker = await CheckpointMaker.Open(opened, key, memory, TimeProvider.System, cancellationToken);
        await maker.Make(cancellationToken);
        return generation;
    }

    private static int Tell(OpenedGeneration opened)
    {
        Console.WriteLine($"Opened {opened.Origin}: {opened.Kept} events are kept.");
        Console.WriteLine(opened.Last is { } last
            ? $"The last known checkpoint before it is of {last.Size} events of {last.Origin}: {opened.Lost} events are known to be lost."
            : "No later checkpoint is known: what was lost is not known.");
        Console.WriteLine($"Start the hub. Stations work on, but sign nothing of the log until their operators accept generation {opened.Origin.Generation}.");
        return 0;
    }

    private static ECDsa Key(string secrets)
    {
        // Never made here: another key than the log's would only hide that the secrets were not restored.
        return File.Exists(Path.Combine(secrets, SigningKeys.OfLog))
            ? new FileSecrets(secrets).SigningKey(SigningKeys.OfLog)
            : throw new CommandFailure($"There is no {SigningKeys.OfLog} in {secrets}. Restore the hub's secrets first, or name their folder with --secrets.");
    }

    private static async Task KeyFits(IStore store, ECDsa key, CancellationToken cancellationToken)
    {
        if (await store.Proof.SigningKey(cancellationToken) is { } recorded && !recorded.AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
        {
            throw new CommandFailure($"The {SigningKeys.OfLog} in the secrets folder is not the key of {store.Log.Origin}. Restore the hub's own secrets, or name their folder with --secrets.");
        }
    }

    private static string Name(string by) => AccountName().IsMatch(by)
        ? by
        : throw new CommandFailure($"--by is an account name of letters, digits, dots, dashes and underscores, at most 64, not '{by}'.");

    private static string Text(string reason) => reason.Trim() is { Length: > 0 and <= 2000 } text
        ? text
        : throw new CommandFailure("--reason is a sentence of at most 2000 characters.");

    private static GivenCheckpoint Read(string file)
    {
        try
        {
            return new GivenCheckpoint(file, File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"The checkpoint {file} cannot be read: {e.Message}", e);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex AccountName();
}
