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
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests;

/// <summary>One of each event with every field filled, then those whose optional fields may be missing.</summary>
internal static class EventSamples
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 3, 3, 9, 30, 0, TimeSpan.Zero).AddMicroseconds(123456);

    public static DomainEvent[] All { get; } =
    [
        new OrganisationCreated(Alpha, "Alpha", "alpha.example", "Street 1", "Floor 2", "1234 AB", "Nederland", "LS0tLQ==", At),
        new OrganisationChanged("Alfa", "alfa.example", "Street 2", "Floor 3", "1234 AC", "België", "", At),
        new OrganisationRetired(At),

        new CollaborationCreated(Consortium, "Breast cancer", Encrypted: true, [Alpha, Beta], At),
        new CollaborationChanged("Breast cancer 2", Encrypted: false, At),
        new MemberAdded(Gamma, At),
        new MemberRemoved(Gamma, At),
        new NodeRegistered(NodeA, Alpha, At),
        new NodeRemoved(NodeA, At),
        new CollaborationRetentionSet(new RetentionPolicy(30, Texts: true), At),
        new StudyRegistered(Pilot, At),
        new StudyRemoved(Pilot, At),
        new CollaborationRetired(At),

        new StudyCreated(Pilot, Consortium, "Pilot", [Alpha, Beta], At),
        new StudyRenamed(Consortium, "Pilot 2", At),
        new StudyOrganisationAdded(Consortium, Gamma, At),
        new StudyOrganisationRemoved(Consortium, Gamma, At),
        new StudyRetired(Consortium, At),

        new AlgorithmStoreLinked(Store, "Community", "https://store.example.org/api", "https://hub.example.org/api", Consortium, At),
        new AlgorithmStoreRenamed("Our store", At),
        new AlgorithmStoreMoved(Consortium, At),
        new AlgorithmStoreUnlinked(At),

        new RoleCreated(Steward, Alpha, "Data steward", new("ZGVzYw=="), [3, 14], At),
        new RoleChanged("Steward", new("ZGVzYzI="), [3], At),
        new RoleRetired(At),

        new UserCreated(Researcher, Alpha, new("c2VhbGVk"), new("bWFpbA=="), new("Zmlyc3Q="), new("bGFzdA=="), [5, 6], [75], At),
        new UserChanged(new("c2VhbGVk"), new("bWFpbA=="), new("Zmlyc3Q="), new("bGFzdA=="), At),
        new UserAuthorised([5], [], At),
        new UserInvited(At.AddDays(7), At),
        new RecoverySent(RecoveredCredential.SecondFactor, At),
        new PasswordSet(At),
        new SecondFactorSet(At),
        new SessionsEnded(At),
        new SessionEnded("31-00112233445566778899aabbccddeeff", At),
        new UserDeactivated(new("cmVhc29u"), At),
        new UserReactivated(null, At),
        new UserRetired(At),
        new UserErased(At),

        new NodeCreated(NodeA, "Alpha node", Alpha, Consortium, At),
        new NodeRenamed("Alpha's node", At),
        new NodeMoved(Consortium, At),
        new NodeAddressed("10.76.0.3", At),
        new NodeKeyReset(At),
        new NodeCameOnline("0b8f7c2e-4f7d-4b56-9d0e-6f1f2a3b4c5d", At),
        new NodeWentOffline(At),
        new NodeDescribed([new("allowed_algorithms", "all"), new("columns_default", "age")], At),
        new NodeRetired(At),
        new SigningKeyRegistered("MFkw", At),
        new SigningKeyReleased(At),

        new TaskCreated(
            Subtask, Consortium, Alpha, Researcher, Question, Question, RunOfAlpha, "registry.example/summary:1", new("bmFtZQ=="),
            new("ZGVzYw=="), [new(new("bGFiZWw="), new("e30="))], [new(RunOfBeta, Beta, NodeB)], At),
        new TaskKilled(Consortium, At),
        new TaskImageFixed(Consortium, RunOfAlpha, "sha256:ab", At),
        new TaskRetired(Consortium, At),
        new TaskContentsErased(Consortium, [RunOfAlpha, RunOfBeta], 30, At),
        new TaskTextsErased(Consortium, [RunOfAlpha, RunOfBeta], 30, At),

        new RunCreated(RunOfAlpha, Question, Consortium, Alpha, NodeA, Input, At),
        new RunClaimed(Consortium, NodeA, 1, At),
        new RunAwaitsApproval(Consortium, 1, At),
        new RunApproved(Consortium, Question, 1, Words, At),
        new RunInitializing(Consortium, 1, At),
        new RunStarted(Consortium, 1, "sha256:ab", At),
        new RunReleased(Consortium, Question, 1, RunCauses.LeaseRanOut, At),
        new RunBecameUnreachable(Consortium, 1, At),
        new RunCameBack(Consortium, 1, At),
        new RunHeld(Consortium, Question, 1, Words, At),
        new SubtaskCreated(Consortium, 1, 1, Subtask, At),
        new RunPortOpened(Consortium, 1, new(3), 8888, "com", At),
        new RunPortsClosed(Consortium, 1, [new(3)], At),
        new RunEnded(Consortium, Question, 1, RunOutcome.Completed, RunCauses.Reported(Words), Result, Log, At),
        new RunSupplemented(Consortium, 1, Result, Log, At),

        new DefaultRetentionSet(new RetentionPolicy(365, Texts: false), At),

        new ContentsRead(Consortium, Question, "run:51/2", At),

        new AlarmRaised(AlarmKind.HubKey, NodeA, ["plugin/0/1\n2\nAA==\n\n\u2014 a AA==\n", "b"], At),
        new AlarmAcknowledged(At),
        new GenerationOpened(new(2), 1200, new(1, 1350, "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", "plugin/0/1\n"), new("d2h5"), At),

        new OrganisationChanged(null, null, null, null, null, null, "LS0tLQ==", At),
        new CollaborationChanged(null, Encrypted: true, At),
        new UserCreated(Researcher, Alpha, new("c2VhbGVk"), new("bWFpbA=="), null, null, [], [], At),
        new UserChanged(null, new("bWFpbA=="), null, null, At),
        new TaskCreated(
            Question, Consortium, Alpha, Researcher, Question, null, null, "registry.example/summary:1", new(""), new(""), [],
            [new(RunOfAlpha, Alpha, NodeA), new(RunOfBeta, Beta, NodeB)], At),
        .. Enum.GetValues<AlarmKind>().Select(kind => new AlarmRaised(kind, null, [], At)),
        new RunStarted(Consortium, 1, null, At),
        new NodeMoved(null, At),
        new NodeAddressed(null, At),
        new RoleCreated(Steward, Alpha, "Data steward", null, [], At),
        new RoleChanged(null, null, [3], At),
        new TaskCreated(
            Question, Consortium, Alpha, Researcher, Question, null, null, "registry.example/summary:1", new(""), new(""), [],
            [new(RunOfAlpha, Alpha, NodeA)], At)
        {
            Study = Pilot,
        },
        new TaskCreated(
            Question, Consortium, Alpha, Researcher, Question, null, null, "registry.example/summary:1@sha256:ab", new(""), new(""), [],
            [new(RunOfAlpha, Alpha, NodeA)], At)
        {
            Store = Store,
        },
        new AlgorithmStoreLinked(Store, "Community", "https://store.example.org/api", "https://hub.example.org/api", null, At),
        new AlgorithmStoreMoved(null, At),
        new GenerationOpened(new(2), 0, null, new("d2h5"), At),
        .. Enum.GetValues<RunOutcome>().Select(outcome => new RunEnded(Consortium, Question, 0, outcome, RunCauses.GivenUp, null, null, At)),
        new RunEnded(Consortium, Question, 5, RunOutcome.Failed, RunCauses.ReportedLost(Words), null, null, At),
        new RunEnded(Consortium, Question, 0, RunOutcome.Failed, RunCauses.SiblingFailed(RunOfBeta), null, null, At),
        new RunEnded(Consortium, Question, 0, RunOutcome.Killed, RunCauses.TaskKilled(Question), null, null, At),
        new RunEnded(Consortium, Question, 1, RunOutcome.Killed, RunCauses.StoppedOnNode(NodeA), null, null, At),
        new RunPortOpened(Consortium, 1, new(3), 8888, null, At),
        new RunSupplemented(Consortium, 1, null, Log, At),
        new TaskContentsErased(Consortium, [RunOfAlpha], null, At),
        new CollaborationRetentionSet(null, At),
        new DefaultRetentionSet(RetentionPolicy.KeepAll, At),
    ];
}
