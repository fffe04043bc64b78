using Microsoft.AspNetCore.Http;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.ReadModels.Nodes;
using Plugin.ReadModels.Runs;
using Plugin.ReadModels.Users;

namespace Plugin.Api.Authentication;

/// <summary>Who sends this request: what access decides on, and how events name them.</summary>
/// <param name="Actor">As in <see cref="CallContext"/>.</param>
internal abstract record CurrentCaller(Caller Access, string Actor, string? OnBehalfOf, string? Via)
{
    /// <summary>For the events that follow from this request.</summary>
    /// <param name="rule">The rule that granted it.</param>
    public CallContext By(int? rule = null) => new(Actor, OnBehalfOf, Via, rule, GrainTelemetry.Trace);

    public Permission May(Operation operation, Target target) => Permissions.Allows(Access, operation, target);

    public Reach Sees(Resource resource) => Permissions.Visible(Access, resource);

    /// <summary>Whether a list of this kind is the caller's to ask for, be it empty.</summary>
    public bool MayList(Resource resource) => Access.AtLeast(Scope.Own, resource, Operation.View) is not null;

    /// <exception cref="InvalidOperationException">The route is public.</exception>
    public static CurrentCaller Of(HttpContext http) =>
        http.Features.Get<CurrentCaller>() ?? throw new InvalidOperationException("A public route has no caller.");
}

internal sealed record UserCaller(UserRow User, Caller.OfUser As) : CurrentCaller(As, $"user:{User.Id}", null, null)
{
    public IReadOnlyList<string> RoleNames { get; init; } = [];
}

internal sealed record NodeCaller(NodeRow Node, Caller.OfNode As) : CurrentCaller(As, $"node:{Node.Id}", null, null)
{
    public NodeId Id => As.Id;
}

/// <summary>The algorithm of one attempt of a run.</summary>
internal sealed record ContainerCaller(RunRow Run, Caller.OfContainer As)
    : CurrentCaller(As, $"run:{Run.Id}/{Run.Attempt}", $"user:{Run.TaskInitUserId}", $"node:{Run.NodeId}");
