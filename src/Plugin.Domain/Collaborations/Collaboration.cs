using System.Diagnostics;
using Plugin.Domain.Retention;
using static Plugin.Domain.Decision<Plugin.Domain.Collaborations.CollaborationEvent>;

namespace Plugin.Domain.Collaborations;

/// <summary>Organisations that answer questions together, each through at most one node of its own.</summary>
public abstract record Collaboration : IAggregate<Collaboration, CollaborationEvent, CollaborationCommand>
{
    private Collaboration()
    {
    }

    public static Collaboration Initial { get; } = new None();

    public sealed record None : Collaboration;

    public sealed record Active(
        CollaborationId Id, string Name, bool Encrypted, ValueList<OrganisationId> Members, ValueList<MemberNode> Nodes,
        ValueList<StudyId> Studies) : Collaboration
    {
        /// <summary>Null: the hub's default holds.</summary>
        public RetentionPolicy? Retention { get; init; }

        public bool Has(OrganisationId organisation) => Members.Contains(organisation);

        public MemberNode? NodeOf(OrganisationId organisation) => Nodes.FirstOrDefault(n => n.Organisation == organisation);

        public MemberNode? Find(NodeId node) => Nodes.FirstOrDefault(n => n.Node == node);
    }

    public sealed record Retired : Collaboration;

    public Collaboration Evolve(CollaborationEvent @event) => (this, @event) switch
    {
        (None, CollaborationCreated e) => new Active(e.Id, e.Name, e.Encrypted, e.Organisations, [], []),
        (Active s, CollaborationChanged e) => s with { Name = e.Name ?? s.Name, Encrypted = e.Encrypted ?? s.Encrypted },
        (Active s, MemberAdded e) => s with { Members = [.. s.Members, e.Organisation] },
        (Active s, MemberRemoved e) => s with { Members = [.. s.Members.Where(m => m != e.Organisation)] },
        (Active s, NodeRegistered e) => s with { Nodes = [.. s.Nodes, new MemberNode(e.Node, e.Organisation)] },
        (Active s, NodeRemoved e) => s with { Nodes = [.. s.Nodes.Where(n => n.Node != e.Node)] },
        (Active s, CollaborationRetentionSet e) => s with { Retention = e.Policy },
        (Active s, StudyRegistered e) => s with { Studies = [.. s.Studies, e.Study] },
        (Active s, StudyRemoved e) => s with { Studies = [.. s.Studies.Where(study => study != e.Study)] },
        (Active, CollaborationRetired) => new Retired(),
        _ => throw new UnreachableException($"{@event.GetType().Name} cannot follow {GetType().Name}."),
    };

    public static Decision<CollaborationEvent> Decide(Collaboration collaboration, CollaborationCommand command) =>
        (collaboration, command) switch
        {
            (_, CreateCollaboration { Name: var name }) when !EntityName.IsAcceptable(name) => CollaborationRefusals.UnusableName,
            (_, CreateCollaboration { Organisations: var those }) when those.Count == 0 || those.Distinct().Count() < those.Count =>
                CollaborationRefusals.WithoutMembers,
            (None, CreateCollaboration c) => new CollaborationCreated(c.Id, c.Name, c.Encrypted, c.Organisations, c.Now),
            (_, CreateCollaboration) => CollaborationRefusals.Exists,

            (Active, ChangeCollaboration { Name: { } name }) when !EntityName.IsAcceptable(name) => CollaborationRefusals.UnusableName,
            (Active s, ChangeCollaboration c) when (c.Name ?? s.Name) == s.Name && (c.Encrypted ?? s.Encrypted) == s.Encrypted => Nothing,
            (Active, ChangeCollaboration c) => new CollaborationChanged(c.Name, c.Encrypted, c.Now),

            (Active s, AddMember c) when s.Has(c.Organisation) => Nothing,
            (Active, AddMember c) => new MemberAdded(c.Organisation, c.Now),

            (Active s, RemoveMember c) when !s.Has(c.Organisation) => CollaborationRefusals.NotAMember(c.Organisation),
            (Active s, RemoveMember c) when s.NodeOf(c.Organisation) is not null => CollaborationRefusals.MemberHasNode(c.Organisation),
            (Active, RemoveMember c) => new MemberRemoved(c.Organisation, c.Now),

            (Active s, RegisterNode c) when !s.Has(c.Organisation) => CollaborationRefusals.NotAMember(c.Organisation),
            (Active s, RegisterNode c) => (s.Find(c.Node) ?? s.NodeOf(c.Organisation)) switch
            {
                null => new NodeRegistered(c.Node, c.Organisation, c.Now),
                var taken when taken == new MemberNode(c.Node, c.Organisation) => Nothing,
                var taken => CollaborationRefusals.HasNodeAlready(taken.Organisation),
            },

            (Active s, RemoveNode c) when s.Find(c.Node) is null => CollaborationRefusals.NodeIsElsewhere(c.Node),
            (Active, RemoveNode c) => new NodeRemoved(c.Node, c.Now),

            (Active, SetRetention { Policy: { } policy }) when !policy.IsAcceptable() => RetentionRefusals.Unacceptable,
            (Active s, SetRetention c) when c.Policy == s.Retention => Nothing,
            (Active, SetRetention c) => new CollaborationRetentionSet(c.Policy, c.Now),

            (Active s, RegisterStudy c) when s.Studies.Contains(c.Study) => Nothing,
            (Active, RegisterStudy c) => new StudyRegistered(c.Study, c.Now),
            (Active s, RemoveStudy c) when !s.Studies.Contains(c.Study) => Nothing,
            (Active, RemoveStudy c) => new StudyRemoved(c.Study, c.Now),

            (Active { Nodes.Count: > 0 } or Active { Studies.Count: > 0 }, RetireCollaboration) => CollaborationRefusals.HasDependents,
            (Active, RetireCollaboration c) => new CollaborationRetired(c.Now),
            (Retired, RetireCollaboration) => Nothing,

            _ => CollaborationRefusals.Missing,
        };
}

public sealed record MemberNode(NodeId Node, OrganisationId Organisation);
