using Plugin.Domain;
using Plugin.Domain.Alarms;
using Plugin.Domain.AlgorithmStores;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Nodes;
using Plugin.Domain.Organisations;
using Plugin.Domain.Readings;
using Plugin.Domain.Retention;
using Plugin.Domain.Roles;
using Plugin.Domain.Runs;
using Plugin.Domain.Studies;
using Plugin.Domain.Tasks;
using Plugin.Domain.Users;

namespace Plugin.Grains;

/// <summary>Every kind of stream there is. A stream's name is the text of its thing's id.</summary>
internal static class Streams
{
    public static StreamOf<Organisation, OrganisationEvent, OrganisationCommand> Of(OrganisationId id) => new(id.ToString());

    public static StreamOf<Collaboration, CollaborationEvent, CollaborationCommand> Of(CollaborationId id) => new(id.ToString());

    public static StreamOf<Study, StudyEvent, StudyCommand> Of(StudyId id) => new(id.ToString());

    public static StreamOf<AlgorithmStore, AlgorithmStoreEvent, AlgorithmStoreCommand> Of(AlgorithmStoreId id) => new(id.ToString());

    public static StreamOf<CustomRole, RoleEvent, RoleCommand> Of(RoleId id) => new(id.ToString());

    public static StreamOf<User, UserEvent, UserCommand> Of(UserId id) => new(id.ToString());

    public static StreamOf<Node, NodeEvent, NodeCommand> Of(NodeId id) => new(id.ToString());

    public static StreamOf<FederatedTask, TaskEvent, TaskCommand> Of(TaskId id) => new(id.ToString());

    public static StreamOf<Run, RunEvent, RunCommand> Of(RunId id) => new(id.ToString());

    public static StreamOf<DefaultRetention, RetentionEvent, SetDefaultRetention> Retention { get; } = new(DefaultRetention.Stream);

    public static StreamOf<Alarm, AlarmEvent, AlarmCommand> Of(AlarmId id) => new(id.ToString());

    public static StreamOf<Reading, ReadingEvent, RecordReading> Of(ReadingId id) => new(id.ToString());
}

/// <summary>The kinds of unique keys in the log and of entries in the vault.</summary>
public static class Keys
{
    public const string OrganisationName = "organisation.name";
    public const string CollaborationName = "collaboration.name";
    public const string StudyName = "study.name";

    /// <summary>A store's address with what it is linked to, so that no two links say the same.</summary>
    public const string AlgorithmStoreUrl = "algorithm_store.url";

    public const string UserName = "user.name";
    public const string UserEmail = "user.email";
    public const string NodeName = "node.name";

    /// <summary>Vault: the hash of a user's password, under the user's stream name.</summary>
    public const string Password = "password";

    /// <summary>Vault: the base32 secret of a user's second factor, under the user's stream name.</summary>
    public const string SecondFactor = "second-factor";

    /// <summary>Vault: the stream name of the node that an API key opens, under the lower-case hex SHA-256 of the key's text.</summary>
    public const string NodeKey = "node-key";

    /// <summary>Vault: the digest of a node's present key, under the node's stream name.</summary>
    public const string NodeKeyDigest = "node-key-digest";
}
