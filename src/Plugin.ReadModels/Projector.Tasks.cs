using System.Text.Json;
using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;

namespace Plugin.ReadModels;

public sealed partial class Projector
{
    private void Project(string stream, TaskEvent @event, RowChanges changes)
    {
        var id = IdIn(stream);
        switch (@event)
        {
            case TaskCreated e:
                changes.Put(
                    ReadModels.Tables.Tasks, [id],
                    ("collaboration_id", (long)e.Collaboration.Value), ("init_org_id", (long)e.InitOrganisation.Value),
                    ("init_user_id", (long)e.InitUser.Value), ("job_id", (long)e.Job.Value), ("parent_id", (long?)e.Parent?.Value),
                    ("parent_run_id", (long?)e.ParentRun?.Value), ("image", e.Image), ("name", Open(stream, e.Name)),
                    ("description", Open(stream, e.Description)), ("databases", Databases(stream, e.Databases)),
                    ("created_at", Micros.From(e.At)), ("study_id", (long?)e.Study?.Value),
                    ("store_id", (long?)e.Store?.Value), ("name_key", SearchText.Key(Open(stream, e.Name))));
                OpenRunsTable.Project(e, changes);
                break;
            case TaskContentsErased e:
                foreach (var run in e.Runs)
                {
                    changes.Set(ReadModels.Tables.Runs, [(long)run.Value], ("erased_at", Micros.From(e.At)));
                }

                break;
            case TaskTextsErased e:
                changes.Set(ReadModels.Tables.Tasks, [id], ("name", ""), ("description", ""), ("databases", "[]"), ("name_key", ""));
                foreach (var run in e.Runs)
                {
                    changes.Set(ReadModels.Tables.Runs, [(long)run.Value], ("cause", null));
                }

                break;
            case TaskRetired:
                changes.Remove(ReadModels.Tables.Tasks, [id]);
                break;
        }

        TaskEndsTable.Project(id, @event, changes);
        ErasuresTable.Project(id, @event, changes);
        ErasureTimesTable.Project(id, @event, changes);
        RetentionTables.Project(@event, changes);
    }

    private string Databases(string stream, ValueList<TaskDatabase> databases) =>
        JsonSerializer.Serialize(
            databases.Select(d => new Tasks.TaskDatabaseRow(Open(stream, d.Label)!, Open(stream, d.Parameters) is { Length: > 0 } text ? text : "{}")));

    private void Project(long id, RunEvent @event, RowChanges changes)
    {
        switch (@event)
        {
            case RunCreated e:
                changes.Put(
                    ReadModels.Tables.Runs, [id],
                    ("task_id", (long)e.Task.Value), ("collaboration_id", (long)e.Collaboration.Value),
                    ("organisation_id", (long)e.Organisation.Value), ("node_id", (long)e.Node.Value), ("state", "pending"),
                    ("status", "pending"), ("attempt", 0L), ("assigned_at", Micros.From(e.At)), ("input_id", e.Input.Id),
                    ("input_size", e.Input.Size));
                break;
            case RunClaimed e:
                changes.Set(
                    ReadModels.Tables.Runs, [id],
                    ("state", "claimed"), ("attempt", (long)e.Attempt), ("claimed_at", Micros.From(e.At)));
                break;
            case RunAwaitsApproval:
                Enter("awaiting approval", "pending");
                break;
            case RunApproved e:
                changes.Set(ReadModels.Tables.Runs, [id], ("cause", Open(e.Task.ToString(), e.Words)));
                break;
            case RunInitializing:
                Enter("initializing", "initializing");
                break;
            case RunStarted e:
                changes.Set(
                    ReadModels.Tables.Runs, [id],
                    ("state", "active"), ("status", "active"), ("started_at", Micros.From(e.At)), ("image_digest", e.ImageDigest));
                break;
            case RunCameBack:
                Enter("active", "active");
                break;
            case RunReleased:
                changes.Set(
                    ReadModels.Tables.Runs, [id],
                    ("state", "pending"), ("status", "pending"), ("claimed_at", null), ("started_at", null), ("image_digest", null));
                break;
            case RunBecameUnreachable:
                Enter("unreachable", "active");
                break;
            case RunHeld e:
                changes.Set(ReadModels.Tables.Runs, [id], ("state", "held"), ("status", "active"), ("cause", Open(e.Task.ToString(), e.Reason)));
                break;
            case RunEnded e:
                changes.Set(
                    ReadModels.Tables.Runs, [id],
                    ("state", "ended"), ("status", WireStatus(e.Outcome)), ("finished_at", Micros.From(e.At)), ("cause", e.Sentence(Words(e))),
                    ("result_id", e.Result?.Id), ("result_size", e.Result?.Size), ("log_id", e.Log?.Id), ("log_size", e.Log?.Size),
                    ("failure", e.Outcome == RunOutcome.Completed ? null : WireStatus(e.Outcome)));
                TaskEndsTable.Project(e, e.Outcome == RunOutcome.Completed ? null : WireStatus(e.Outcome), changes);
                break;
            case RunSupplemented e:
                SetChanged(
                    changes, ReadModels.Tables.Runs, id,
                    ("result_id", e.Result?.Id), ("result_size", e.Result?.Size), ("log_id", e.Log?.Id), ("log_size", e.Log?.Size));
                break;
        }

        void Enter(string state, string status) =>
            changes.Set(ReadModels.Tables.Runs, [id], ("state", state), ("status", status));
    }

    private string? Words(RunEnded e) => e.Cause.Words is { } words ? seals.Open(e.Task.ToString(), words.Value) : null;

    private static string WireStatus(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Completed => "completed",
        RunOutcome.Failed => "failed",
        RunOutcome.Crashed => "crashed",
        RunOutcome.NotAllowed => "not allowed",
        RunOutcome.NoImage => "non-existing Docker image",
        RunOutcome.StartFailed => "start failed",
        RunOutcome.Killed => "killed by user",
        RunOutcome.Unknown => "unknown error",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without a wire status."),
    };
}
