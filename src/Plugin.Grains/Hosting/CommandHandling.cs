using System.Text.Json;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains.Runs;
using Plugin.Vault;
using Plugin.Vault.Blobs;
using Plugin.Vault.Seals;

namespace Plugin.Grains.Hosting;

/// <summary>
/// What becomes of a command that has reached its owner, whichever host brought it there. What a turn finds in memory is proved before anything
/// follows from it: by the append, or, when there is nothing to append, by the stream's version in the store.
/// </summary>
public sealed class CommandHandling
{
    /// <summary>Streams kept in memory by default.</summary>
    public const int DefaultCapacity = 20_000;

    private const int MostTurns = 20;

    private readonly Hub _hub;
    private readonly Activations _activations;

    public CommandHandling(
        IStore store, SealedFields seals, BlobStore blobs, TimeProvider clock, FillRandom random, int capacity = DefaultCapacity)
    {
        _hub = new Hub(store, seals, blobs, clock, random);
        _activations = new Activations(store.Log, capacity);
    }

    /// <summary>Streams in memory now.</summary>
    public int Active => _activations.Count;

    /// <summary>The stream's owner is elsewhere from now on, or nobody asks for it any more.</summary>
    public void Forget(string stream) => _activations.Forget(stream);

    /// <summary>The stream whose grain takes the command; null when any silo may handle it.</summary>
    public static string? OwnerOf(Command command) => command.Owner;

    /// <inheritdoc cref="Handle{TAnswer}(Command{TAnswer}, Action{string}, CancellationToken)"/>
    public Task<IAnswer> Handle(Command command, Action<string> conflicted, CancellationToken cancellationToken) =>
        command.HandleBy(this, conflicted, cancellationToken);

    /// <summary>For a command that nobody owns, or by a host that does not mind who else appends.</summary>
    public Task<Answer<TAnswer>> Handle<TAnswer>(Command<TAnswer> command, CancellationToken cancellationToken) =>
        Handle(command, _ => { }, cancellationToken);

    /// <param name="command">One of its owner's at a time.</param>
    /// <param name="conflicted">Told each stream that somebody else has appended to since it was read.</param>
    /// <exception cref="LogUnavailableException">The store could not be reached; nothing was stored.</exception>
    /// <exception cref="StreamConflictException">Others changed the same streams faster than this command could, many times over.</exception>
    public Task<Answer<TAnswer>> Handle<TAnswer>(Command<TAnswer> command, Action<string> conflicted, CancellationToken cancellationToken) =>
        GrainTelemetry.IsOn
            ? GrainTelemetry.Measured(command, () => Turns(command, conflicted, cancellationToken))
            : Turns(command, conflicted, cancellationToken);

    private async Task<Answer<TAnswer>> Turns<TAnswer>(
        Command<TAnswer> command, Action<string> conflicted, CancellationToken cancellationToken)
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
                conflicted(conflict.Stream);
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
            catch (KeyTakenException taken) when (BlobStore.IsNamed(taken))
            {
                return Content.NamedTwice;
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
