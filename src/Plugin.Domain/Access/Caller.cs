namespace Plugin.Domain.Access;

/// <summary>Who asks, as recorded: their organisation, the collaborations that count for them, and the rules they hold.</summary>
public abstract record Caller(OrganisationId Organisation, ValueList<CollaborationId> Collaborations, RuleSet Rules)
{
    /// <param name="Collaborations">All collaborations of the user's organisation.</param>
    /// <param name="Rules">See <see cref="Role.Effective"/>.</param>
    public sealed record OfUser(UserId Id, OrganisationId Organisation, ValueList<CollaborationId> Collaborations, RuleSet Rules)
        : Caller(Organisation, Collaborations, Rules)
    {
        /// <summary>The roles that the user has: they see these whatever their rules are.</summary>
        public ValueList<RoleId> Roles { get; init; } = [];
    }

    /// <summary>A node acts in its own collaboration only.</summary>
    public sealed record OfNode(NodeId Id, OrganisationId Organisation, CollaborationId Collaboration)
        : Caller(Organisation, [Collaboration], Role.Node.Rules);

    /// <summary>The algorithm of a run: it acts in its node's collaboration, and of tasks and runs it sees only its own job.</summary>
    public sealed record OfContainer(
        NodeId Node, OrganisationId Organisation, CollaborationId Collaboration, TaskId Task, TaskId Job)
        : Caller(Organisation, [Collaboration], Role.Container.Rules);

    /// <summary>The narrowest rule held for this operation at this scope or a wider one; null when there is none.</summary>
    public Rule? AtLeast(Scope scope, Resource resource, Operation operation) =>
        Held(resource, operation).FirstOrDefault(rule => rule.Scope >= scope);

    /// <summary>The rules held for this operation, the narrowest first.</summary>
    internal IEnumerable<Rule> Held(Resource resource, Operation operation) =>
        from rule in Rule.All
        where rule.Resource == resource && rule.Operation == operation && Rules.Contains(rule.Id)
        orderby rule.Scope
        select rule;
}
