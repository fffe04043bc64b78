namespace Plugin.Domain.Access;

/// <summary>
/// Who may do what, from recorded state alone: "who could see run 33 on 3 March" is answered by asking again with the state of that day.
/// </summary>
public static class Permissions
{
    public static Permission Allows(Caller caller, Operation operation, Target target)
    {
        var rule = caller.Held(target.Resource, operation).FirstOrDefault(r => ReachOf(caller, r).Includes(target));
        return rule is not null ? new Permission.Granted(rule.Id)
            : operation == Operation.View && Oneself(caller, target.Resource).Includes(target) ? new Permission.Granted(Rule: null)
            : PermissionRefusals.NoRule(operation, target.Resource);
    }

    /// <summary>What a list of this kind shows the caller: exactly what <see cref="Allows"/> grants them to view one by one.</summary>
    public static Reach Visible(Caller caller, Resource resource) => caller
        .Held(resource, Operation.View)
        .Select(rule => ReachOf(caller, rule))
        .Aggregate(Oneself(caller, resource), (all, one) => all.And(one));

    /// <summary>
    /// Nobody gives or takes a rule that they do not hold at its scope or a wider one, and nobody changes their own.
    /// </summary>
    /// <param name="changed">The rules that would be given or taken; see <see cref="RuleSet.Xor"/>.</param>
    public static Permission AllowsAssigning(Caller caller, UserId to, RuleSet changed)
    {
        if (caller is Caller.OfUser user && user.Id == to)
        {
            return PermissionRefusals.OwnRules;
        }

        return AllowsGiving(caller, changed);
    }

    /// <summary>Rules for a role or for somebody who does not exist yet: whoever puts them there holds each at its scope or a wider one.</summary>
    public static Permission AllowsGiving(Caller caller, RuleSet changed)
    {
        var lacking = changed.Ids.Select(Rule.Of).FirstOrDefault(r => caller.AtLeast(r.Scope, r.Resource, r.Operation) is null);
        return lacking is null ? new Permission.Granted(Rule: null) : PermissionRefusals.Escalation(lacking);
    }

    /// <summary>How far one rule takes this caller: the one place where scopes get their meaning.</summary>
    private static Reach ReachOf(Caller caller, Rule rule) => (rule.Scope, rule.Resource, caller) switch
    {
        (Scope.Global, _, _) => Reach.Nothing(rule.Resource) with { Everything = true },

        (Scope.Collaboration, Resource.Task or Resource.Run, Caller.OfContainer container) =>
            Reach.Nothing(rule.Resource) with { Collaborations = caller.Collaborations, Job = container.Job },

        // A node belongs to one collaboration, and the others of its organisation are none of its business.
        (Scope.Organisation, Resource.Collaboration, Caller.OfNode or Caller.OfContainer) =>
            Reach.Nothing(rule.Resource) with { Collaborations = caller.Collaborations },
        // The built-in roles belong to nobody, and whoever may look beyond their own sees them; to change they are nobody's.
        (Scope.Organisation or Scope.Collaboration, Resource.Role, _) when rule.Operation == Operation.View =>
            Belonging(caller, rule) with { Roles = [.. Role.All.Select(role => new RoleId(role.Id))] },

        _ => Belonging(caller, rule),
    };

    private static Reach Belonging(Caller caller, Rule rule) => (rule.Scope, caller) switch
    {
        (Scope.Collaboration, _) => Reach.Nothing(rule.Resource) with { Collaborations = caller.Collaborations },
        (Scope.Organisation, _) => Reach.Nothing(rule.Resource) with { Organisations = [caller.Organisation] },

        (Scope.Own, Caller.OfUser user) => Reach.Nothing(rule.Resource) with { Owners = [user.Id] },

        _ => Reach.Nothing(rule.Resource),
    };

    /// <summary>Users see themselves and the roles they have without any rule.</summary>
    private static Reach Oneself(Caller caller, Resource resource) => (resource, caller) switch
    {
        (Resource.User, Caller.OfUser user) => Reach.Nothing(resource) with { Owners = [user.Id] },
        (Resource.Role, Caller.OfUser user) => Reach.Nothing(resource) with { Roles = user.Roles },
        _ => Reach.Nothing(resource),
    };
}
