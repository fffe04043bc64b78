using Plugin.Domain;
using Plugin.Domain.Tasks;
using Plugin.EventLog;
using Plugin.Grains.Tasks;
using Plugin.Vault.Seals;
using Decisions = Plugin.Domain.Tasks;

namespace Plugin.Grains.Erasing;

/// <summary>
/// Contents of one task with their salts (and its key) go in the append that says so; the answer is which contents those were. Its subtasks are
/// tasks of their own. <see cref="Eraser"/> puts it on the erasure list first.
/// </summary>
internal sealed record EraseTask(CallContext By, TaskId Task, bool Texts, int? AfterDays) : Command<IReadOnlyList<string>>(By)
{
    internal override string? Owner => Task.ToString();

    internal override async Task<Answer<IReadOnlyList<string>>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var task = await TaskTree.WithRuns(turn, Task, cancellationToken);
        if (turn.Keep(TaskErasing.Decide(task, new Decisions.EraseTask(Texts, AfterDays, turn.Now))) is { } refusal)
        {
            return refusal;
        }

        string[] contents = [.. TaskErasing.ContentsOf(task).Select(content => content.Id)];
        if (turn.Changes)
        {
            foreach (var write in await turn.Hub.Blobs.Erasure(contents, cancellationToken))
            {
                turn.Write(write);
            }

            if (Texts)
            {
                turn.Write(new VaultWrite(SealedFields.KeyKind, Task.ToString(), null));
            }

            turn.Write(Eraser.Unscrubbed);
        }

        return contents;
    }
}
