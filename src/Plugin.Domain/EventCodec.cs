using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Domain.Alarms;
using Plugin.Domain.AlgorithmStores;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Generations;
using Plugin.Domain.Nodes;
using Plugin.Domain.Organisations;
using Plugin.Domain.Readings;
using Plugin.Domain.Retention;
using Plugin.Domain.Roles;
using Plugin.Domain.Runs;
using Plugin.Domain.Studies;
using Plugin.Domain.Tasks;
using Plugin.Domain.Users;

namespace Plugin.Domain;

/// <summary>
/// The one registry of stored names, and events to bytes and back. A stored name is for ever: its event only gains optional fields, and a
/// new meaning gets a new name beside the old one.
/// </summary>
public static class EventCodec
{
    private static readonly (string Name, Type Type)[] Registry =
    [
        ("organisation.created/1", typeof(OrganisationCreated)),
        ("organisation.changed/1", typeof(OrganisationChanged)),
        ("organisation.retired/1", typeof(OrganisationRetired)),

        ("collaboration.created/1", typeof(CollaborationCreated)),
        ("collaboration.changed/1", typeof(CollaborationChanged)),
        ("collaboration.member_added/1", typeof(MemberAdded)),
        ("collaboration.member_removed/1", typeof(MemberRemoved)),
        ("collaboration.node_registered/1", typeof(NodeRegistered)),
        ("collaboration.node_removed/1", typeof(NodeRemoved)),
        ("collaboration.retention_set/1", typeof(CollaborationRetentionSet)),
        ("collaboration.study_registered/1", typeof(StudyRegistered)),
        ("collaboration.study_removed/1", typeof(StudyRemoved)),
        ("collaboration.retired/1", typeof(CollaborationRetired)),

        ("study.created/1", typeof(StudyCreated)),
        ("study.renamed/1", typeof(StudyRenamed)),
        ("study.organisation_added/1", typeof(StudyOrganisationAdded)),
        ("study.organisation_removed/1", typeof(StudyOrganisationRemoved)),
        ("study.retired/1", typeof(StudyRetired)),

        ("algorithm_store.linked/1", typeof(AlgorithmStoreLinked)),
        ("algorithm_store.renamed/1", typeof(AlgorithmStoreRenamed)),
        ("algorithm_store.moved/1", typeof(AlgorithmStoreMoved)),
        ("algorithm_store.unlinked/1", typeof(AlgorithmStoreUnlinked)),

        ("role.created/1", typeof(RoleCreated)),
        ("role.changed/1", typeof(RoleChanged)),
        ("role.retired/1", typeof(RoleRetired)),

        ("user.created/1", typeof(UserCreated)),
        ("user.changed/1", typeof(UserChanged)),
        ("user.authorised/1", typeof(UserAuthorised)),
        ("user.invited/1", typeof(UserInvited)),
        ("user.recovery_sent/1", typeof(RecoverySent)),
        ("user.password_set/1", typeof(PasswordSet)),
        ("user.second_factor_set/1", typeof(SecondFactorSet)),
        ("user.sessions_ended/1", typeof(SessionsEnded)),
        ("user.session_ended/1", typeof(SessionEnded)),
        ("user.deactivated/1", typeof(UserDeactivated)),
        ("user.reactivated/1", typeof(UserReactivated)),
        ("user.retired/1", typeof(UserRetired)),
        ("user.erased/1", typeof(UserErased)),

        ("node.created/1", typeof(NodeCreated)),
        ("node.renamed/1", typeof(NodeRenamed)),
        ("node.moved/1", typeof(NodeMoved)),
        ("node.addressed/1", typeof(NodeAddressed)),
        ("node.key_reset/1", typeof(NodeKeyReset)),
        ("node.came_online/1", typeof(NodeCameOnline)),
        ("node.went_offline/1", typeof(NodeWentOffline)),
        ("node.described/1", typeof(NodeDescribed)),
        ("node.retired/1", typeof(NodeRetired)),
        ("node.key_registered/1", typeof(SigningKeyRegistered)),
        ("node.key_released/1", typeof(SigningKeyReleased)),

        ("task.created/2", typeof(TaskCreated)),
        ("task.killed/1", typeof(TaskKilled)),
        ("task.image_fixed/1", typeof(TaskImageFixed)),
        ("task.retired/1", typeof(TaskRetired)),
        ("task.contents_erased/1", typeof(TaskContentsErased)),
        ("task.texts_erased/1", typeof(TaskTextsErased)),

        ("run.created/1", typeof(RunCreated)),
        ("run.claimed/1", typeof(RunClaimed)),
        ("run.awaits_approval/1", typeof(RunAwaitsApproval)),
        ("run.approved/1", typeof(RunApproved)),
        ("run.initializing/1", typeof(RunInitializing)),
        ("run.started/1", typeof(RunStarted)),
        ("run.released/2", typeof(RunReleased)),
        ("run.became_unreachable/1", typeof(RunBecameUnreachable)),
        ("run.came_back/1", typeof(RunCameBack)),
        ("run.held/2", typeof(RunHeld)),
        ("run.subtask_created/1", typeof(SubtaskCreated)),
        ("run.port_opened/1", typeof(RunPortOpened)),
        ("run.ports_closed/1", typeof(RunPortsClosed)),
        ("run.ended/2", typeof(RunEnded)),
        ("run.supplemented/1", typeof(RunSupplemented)),

        ("retention.default_set/1", typeof(DefaultRetentionSet)),

        ("reading.contents_read/1", typeof(ContentsRead)),

        ("alarm.raised/1", typeof(AlarmRaised)),
        ("alarm.acknowledged/1", typeof(AlarmAcknowledged)),
        ("log.generation_opened/1", typeof(GenerationOpened)),
    ];

    private static readonly FrozenDictionary<string, Type> Types = Registry.ToFrozenDictionary(e => e.Name, e => e.Type);

    private static readonly FrozenDictionary<Type, string> NamesByType = Registry.ToFrozenDictionary(e => e.Type, e => e.Name);

    /// <summary>Every stored name with the record it stands for, in the order of the registry.</summary>
    public static IReadOnlyList<(string Name, Type Type)> Known => Registry;

    public static bool Knows(string name) => Types.ContainsKey(name);

    public static string NameOf(DomainEvent @event) =>
        NamesByType.TryGetValue(@event.GetType(), out var name)
            ? name
            : throw new InvalidOperationException($"{@event.GetType().Name} has no stored name in {nameof(EventCodec)}.");

    /// <summary>The stored name and the event as compact UTF-8 JSON. Times are cut to the microsecond.</summary>
    public static (string Name, byte[] Data) Encode(DomainEvent @event) =>
        (NameOf(@event), JsonSerializer.SerializeToUtf8Bytes(@event, @event.GetType(), EventJson.Options));

    /// <exception cref="UnknownEventException">This version of the software does not know the name.</exception>
    /// <exception cref="JsonException">The data lacks a field that the event must have, or one is of the wrong kind.</exception>
    public static DomainEvent Decode(string name, ReadOnlySpan<byte> data)
    {
        if (FormerEvents.All.TryGetValue(name, out var former))
        {
            var changed = JsonNode.Parse(data) as JsonObject ?? throw new JsonException($"The stored data of a {name} is no object.");
            former.Change(changed);
            return Decode(former.Name, JsonSerializer.SerializeToUtf8Bytes(changed));
        }

        if (!Types.TryGetValue(name, out var type))
        {
            throw new UnknownEventException(name);
        }

        return (DomainEvent?)JsonSerializer.Deserialize(data, type, EventJson.Options)
            ?? throw new JsonException($"The stored data of a {name} is null.");
    }
}

/// <summary>The log holds an event that this version does not know: a newer silo wrote it. Whoever meets it stops instead of guessing.</summary>
public sealed class UnknownEventException(string name) : Exception($"This version does not know the event '{name}'; a newer one wrote it.")
{
    public string Name { get; } = name;
}
