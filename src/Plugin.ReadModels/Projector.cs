using System.Text.Json;
using Plugin.Domain;
using Plugin.Domain.Alarms;
using Plugin.Domain.AlgorithmStores;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Nodes;
using Plugin.Domain.Organisations;
using Plugin.Domain.Retention;
using Plugin.Domain.Roles;
using Plugin.Domain.Runs;
using Plugin.Domain.Studies;
using Plugin.Domain.Tasks;
using Plugin.Domain.Users;
using Plugin.EventLog;
using Plugin.Vault.Seals;

namespace Plugin.ReadModels;

/// <summary>
/// All lists of the hub from the log's events. Sealed text is opened here, so that it can be searched; where its key was destroyed it is
/// empty, and a rebuild leaves it so.
/// </summary>
public sealed partial class Projector(SealedFields seals) : IProjector
{
    private static readonly string[] SealedStreams = ["user-", "task-", "role-"];

    public IReadOnlyList<ReadTable> Tables => ReadModels.Tables.All;

    public IReadOnlyList<string> FormerTables { get; } = ["readings"];

    public ValueTask Prepare(
        IReadOnlyList<ProjectedEvent> events, IReadOnlyList<VaultWrite> writes, IVaultTable vault, CancellationToken cancellationToken) =>
        seals.Prepare(vault, events.Select(OwnerOfWords).OfType<string>(), writes, cancellationToken);

    public void Project(ProjectedEvent @event, RowChanges changes)
    {
        var stream = @event.Stream;
        switch (EventCodec.Decode(@event.Name, @event.Data.Span))
        {
            case OrganisationEvent e:
                Project(IdIn(stream), e, changes);
                break;
            case CollaborationEvent e:
                Project(IdIn(stream), e, changes);
                break;
            case StudyEvent e:
                Project(IdIn(stream), e, changes);
                break;
            case AlgorithmStoreEvent e:
                Project(IdIn(stream), e, changes);
                break;
            case RoleEvent e:
                Project(stream, e, changes);
                break;
            case UserEvent e:
                Project(stream, e, changes);
                break;
            case NodeEvent e:
                Project(IdIn(stream), e, changes);
                WitnessesTable.Project(IdIn(stream), e, changes);
                break;
            case TaskEvent e:
                Project(stream, e, changes);
                break;
            case RunEvent e:
                Project(IdIn(stream), e, changes);
                OpenRunsTable.Project(IdIn(stream), e, changes);
                PortsTable.Project(IdIn(stream), e, changes);
                StreamedContentsTable.Project(IdIn(stream), e, changes);
                RetentionTables.Project(IdIn(stream), e, changes);
                break;
            case DefaultRetentionSet e:
                RetentionTables.Project(e, changes);
                break;
            case AlarmEvent e:
                AlarmsTable.Project(@event, e, changes);
                break;
        }
    }

    private static void Project(long id, OrganisationEvent @event, RowChanges changes)
    {
        switch (@event)
        {
            case OrganisationCreated e:
                changes.Put(
                    ReadModels.Tables.Organisations, [id],
                    ("name", e.Name), ("domain", e.Domain), ("address1", e.Address1), ("address2", e.Address2), ("zipcode", e.Zipcode),
                    ("country", e.Country), ("public_key", e.PublicKey));
                break;
            case OrganisationChanged e:
                SetChanged(
                    changes, ReadModels.Tables.Organisations, id,
                    ("name", e.Name), ("domain", e.Domain), ("address1", e.Address1), ("address2", e.Address2), ("zipcode", e.Zipcode),
                    ("country", e.Country), ("public_key", e.PublicKey));
                break;
            case OrganisationRetired:
                changes.Remove(ReadModels.Tables.Organisations, [id]);
                break;
        }
    }

    private static void Project(long id, CollaborationEvent @event, RowChanges changes)
    {
        switch (@event)
        {
            case CollaborationCreated e:
                changes.Put(ReadModels.Tables.Collaborations, [id], ("name", e.Name), ("encrypted", e.Encrypted));
                foreach (var organisation in e.Organisations)
                {
                    changes.Put(ReadModels.Tables.Members, [id, (long)organisation.Value]);
                }

                break;
            case CollaborationChanged e:
                SetChanged(changes, ReadModels.Tables.Collaborations, id, ("name", e.Name), ("encrypted", e.Encrypted));
                break;
            case MemberAdded e:
                changes.Put(ReadModels.Tables.Members, [id, (long)e.Organisation.Value]);
                break;
            case MemberRemoved e:
                changes.Remove(ReadModels.Tables.Members, [id, (long)e.Organisation.Value]);
                break;
            case CollaborationRetentionSet e:
                RetentionTables.Project(id, e, changes);
                break;
            case CollaborationRetired:
                changes.Remove(ReadModels.Tables.Collaborations, [id]);
                break;
        }
    }

    private void Project(string stream, UserEvent @event, RowChanges changes)
    {
        var id = IdIn(stream);
        switch (@event)
        {
            case UserCreated e:
                changes.Put(
                    ReadModels.Tables.Users, [id],
                    ("organisation_id", (long)e.Organisation.Value), ("username", Open(stream, e.UserName)), ("email", Open(stream, e.Email)),
                    ("firstname", Open(stream, e.FirstName)), ("lastname", Open(stream, e.LastName)),
                    ("roles", IdList.Write(e.Roles)), ("rules", IdList.Write(e.Rules)));
                break;
            case UserChanged e:
                SetChanged(
                    changes, ReadModels.Tables.Users, id,
                    ("username", Open(stream, e.UserName)), ("email", Open(stream, e.Email)), ("firstname", Open(stream, e.FirstName)),
                    ("lastname", Open(stream, e.LastName)), ("address_changed_at", e.Email is null ? (object?)null : Micros.From(e.At)));
                break;
            case UserAuthorised e:
                changes.Set(
                    ReadModels.Tables.Users, [id], ("roles", IdList.Write(e.Roles)), ("rules", IdList.Write(e.Rules)));
                break;
            case UserInvited e:
                changes.Set(ReadModels.Tables.Users, [id], ("invited_until", Micros.From(e.Until)), ("address_changed_at", null));
                break;
            case PasswordSet:
                changes.Set(ReadModels.Tables.Users, [id], ("invited_until", null));
                break;
            case SessionsEnded e:
                changes.Set(ReadModels.Tables.Users, [id], ("sessions_from", Micros.From(e.At)));
                break;
            case UserDeactivated e:
                changes.Set(ReadModels.Tables.Users, [id], ("sessions_from", Micros.From(e.At)), ("deactivated_at", Micros.From(e.At)));
                break;
            case UserReactivated:
                changes.Set(ReadModels.Tables.Users, [id], ("deactivated_at", null));
                break;
            case UserRetired:
                changes.Remove(ReadModels.Tables.Users, [id]);
                break;
            case UserErased:
                ErasuresTable.Project(id, @event, changes);
                ErasureTimesTable.Project(id, @event, changes);
                break;
        }
    }

    private static void Project(long id, NodeEvent @event, RowChanges changes)
    {
        switch (@event)
        {
            case NodeCreated e:
                changes.Put(
                    ReadModels.Tables.Nodes, [id],
                    ("name", e.Name), ("organisation_id", (long)e.Organisation.Value), ("collaboration_id", (long)e.Collaboration.Value),
                    ("facts", "[]"));
                break;
            case NodeRenamed e:
                changes.Set(ReadModels.Tables.Nodes, [id], ("name", e.Name));
                break;
            case NodeMoved e:
                changes.Set(ReadModels.Tables.Nodes, [id], ("collaboration_id", (long?)e.Collaboration?.Value));
                break;
            case NodeAddressed e:
                changes.Set(ReadModels.Tables.Nodes, [id], ("ip", e.Ip));
                break;
            case NodeCameOnline e:
                changes.Set(
                    ReadModels.Tables.Nodes, [id], ("session", e.Session), ("status", "online"), ("last_seen", Micros.From(e.At)));
                break;
            case NodeWentOffline e:
                changes.Set(ReadModels.Tables.Nodes, [id], ("status", "offline"), ("last_seen", Micros.From(e.At)));
                break;
            case NodeDescribed e:
                changes.Set(ReadModels.Tables.Nodes, [id], ("facts", JsonSerializer.Serialize(e.Facts)));
                break;
            case NodeRetired:
                changes.Remove(ReadModels.Tables.Nodes, [id]);
                break;
        }
    }

    /// <summary>Under whose key the text in this event is sealed; null where it has none.</summary>
    private static string? OwnerOfWords(ProjectedEvent @event) => @event.Name switch
    {
        _ when SealedStreams.Any(kind => @event.Stream.StartsWith(kind, StringComparison.Ordinal)) => @event.Stream,
        "run.approved/1" or "run.released/2" or "run.held/2" or "run.ended/2"
            when EventCodec.Decode(@event.Name, @event.Data.Span) is RunEventWithWords { Task: var task } => task.ToString(),
        _ => null,
    };

    private string? Open(string owner, Sealed? text) => text is { } known ? seals.Open(owner, known.Value) ?? "" : null;

    private static void SetChanged(RowChanges changes, string table, long id, params (string Column, object? Value)[] values)
    {
        var changed = values.Where(value => value.Value is not null).ToArray();
        if (changed.Length > 0)
        {
            changes.Set(table, [id], changed);
        }
    }

    private static long IdIn(string stream) => long.Parse(stream.AsSpan(stream.LastIndexOf('-') + 1));
}
