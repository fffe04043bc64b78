namespace Plugin.Domain.Collaborations;

public static class CollaborationRefusals
{
    public static Refusal Missing { get; } =
        new(RefusalKind.Missing, "collaboration.missing", "There is no such collaboration.");

    public static Refusal Exists { get; } =
        new(RefusalKind.Conflict, "collaboration.exists", "The collaboration exists already.");

    public static Refusal UnusableName { get; } =
        new(RefusalKind.Invalid, "collaboration.unusable_name", EntityName.Rule);

    public static Refusal WithoutMembers { get; } =
        new(RefusalKind.Invalid, "collaboration.without_members", "A collaboration begins with at least one organisation, each named once.");

    public static Refusal NotAMember(OrganisationId organisation) =>
        new(RefusalKind.Invalid, "collaboration.not_a_member", $"Organisation {organisation.Value} is not a member of the collaboration.");

    public static Refusal MemberHasNode(OrganisationId organisation) =>
        new(RefusalKind.Conflict, "collaboration.member_has_node",
            $"Organisation {organisation.Value} still has a node in the collaboration; remove the node first.");

    public static Refusal HasNodeAlready(OrganisationId organisation) =>
        new(RefusalKind.Conflict, "collaboration.has_node_already",
            $"Organisation {organisation.Value} already has a node in the collaboration.");

    public static Refusal HasDependents { get; } =
        new(RefusalKind.Conflict, "collaboration.has_dependents",
            "The collaboration still has tasks, nodes or studies; delete them first, or with it (delete_dependents).");

    public static Refusal NodeIsElsewhere(NodeId node) =>
        new(RefusalKind.Invalid, "collaboration.node_elsewhere", $"Node {node.Value} is not part of the collaboration.");
}
