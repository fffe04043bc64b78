using System.Text.Json;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains.Runs;
using Plugin.Vault;
using Plugin.Vault.Blobs;
using Plugin.Vault.Seals;

namespace Plugin.Grains.Hosting;

/// <summary>
/// The default host: keyed mailboxes in this process. Several silos may run it over one PostgreSQL: two of them may hold the same stream in
/// memory, and the append decides. What a turn finds in memory is proved before anything follows from it: by the append, or, when there is
/// nothing to append, by the stream's version in the store.
/// </summary>
public sealed class BuiltInGrains : IGrains
{
    /// <summary>Streams kept in memory by default.</summary>
    public const int DefaultCapacity = 20_000;

    private const int MostTurns = 20;

    private readonly Hub _hub;
    private readonly Activations _activations;
    private readonly Mailboxes _mailboxes = new();

    public BuiltInGrains(
        IStore store, SealedFields seals, BlobStore blobs, TimeProvider clock, FillRandom random, int capacity = DefaultCapacity)
    {
        _hub = new Hub(store, seals, blobs, clock, random);
        _activations = new Activations(store.Log, capacity);
    }

    /// <summary>Streams in memory now.</summary>
    public int Active => _activations.Count;

    public Task<Answer<TAnswer>> Ask<TAnswer>(Command<TAnswer> command, CancellationToken cancellationToken) => GrainTelemetry.IsOn
        ? GrainTelemetry.Measured(command, () => InTurn(command, cancellationToken))
        : InTurn(command, cancellationToken);

    private Task<Answer<TAnswer>> InTurn<TAnswer>(Command<TAnswer> command, CancellationToken cancellationToken) =>
        command.Owner is { } owner
            ? _mailboxes.Run(owner, () => Handle(command, cancellationToken))
            : Handle(command, cancellationToken);

    private async Task<Answer<TAnswer>> Handle<TAnswer>(Command<TAnswer> command, CancellationToken cancellationToken)
    {
        var key = command.IdempotencyKey is { } own ? $"{command.By.Actor} {own}" : null;
        if (key is not null && await _hub.Store.Log.OutcomeOf(key, cancellationToken) is { } known)
        {
            return Outcome<TAnswer>(known);
        }

        for (var turns = 1; ; turns++)
        {
            var turn = new Turn(_hub, _activations);
            var answer = await command.Handle(turn, cancellationToken);
            if (answer.Refusal is not null || !turn.Changes)
            {
                if (await turn.Confirm(cancellationToken))
                {
                    return answer;
                }

                continue;
            }

            try
            {
                var outcome = key is null ? default : JsonSerializer.SerializeToUtf8Bytes(answer.Value);
                var appended = await _hub.Store.Log.Append(turn.ToAppend(command.By, key, outcome), cancellationToken);
                if (appended.Replayed)
                {
                    Forget(turn);
                    return Outcome<TAnswer>(appended.Outcome);
                }

                turn.Believe();
                return answer;
            }
            catch (StreamConflictException conflict) when (turns < MostTurns)
            {
                GrainTelemetry.Conflicted();
                await turn.Reload(conflict.Stream, cancellationToken);
                if (turns > 1)
                {
                    // The store names one stream at a time; a command over many streams that keep moving would need a turn for each.
                    await turn.Confirm(cancellationToken);
                }
            }
            catch (KeyTakenException taken) when (BlobStore.IsSwept(taken))
            {
                return Content.Missing;
            }
            catch (KeyTakenException taken)
            {
                return new Refusal(
                    RefusalKind.Conflict, $"{taken.Kind}.taken", $"The {taken.Kind.Replace('.', ' ')} '{taken.Value}' is already in use.");
            }
            catch
            {
                Forget(turn);
                throw;
            }
        }
    }

    private void Forget(Turn turn)
    {
        foreach (var stream in turn.Streams)
        {
            _activations.Forget(stream);
        }
    }

    private static TAnswer Outcome<TAnswer>(ReadOnlyMemory<byte> outcome) => JsonSerializer.Deserialize<TAnswer>(outcome.Span)!;
}
