using Plugin.Api.Authentication;
using Plugin.Contracts;
using Plugin.Domain.Access;

namespace Plugin.Api.Live;

/// <summary>A notice, and whom it is for.</summary>
/// <param name="Target">Whoever may view it is told.</param>
internal sealed record Told(LiveNotice Notice, Target? Target, Audience Audience = Audience.Viewers)
{
    public bool IsAboutRights { get; init; }
}

internal enum Audience
{
    /// <summary>Of the target.</summary>
    Viewers,

    /// <summary>Those who see any collaboration.</summary>
    Members,

    /// <summary>Those who may have the whole log.</summary>
    Auditors,

    /// <summary>All who are signed in.</summary>
    Everyone,
}

/// <summary>What one caller may see, worked out once for each kind of thing; asked anew when rights may have changed.</summary>
internal sealed class Sight(CurrentCaller caller)
{
    private readonly Dictionary<Resource, Reach> _reaches = [];

    public bool Has(Told told) => told.Audience switch
    {
        Audience.Everyone => true,
        Audience.Auditors => caller.Access.AtLeast(Scope.Global, Resource.Event, Operation.Receive) is not null,
        Audience.Members => caller.MayList(Resource.Collaboration),
        _ => told.Target is { } target && Reach(target.Resource).Includes(target),
    };

    private Reach Reach(Resource resource) =>
        _reaches.TryGetValue(resource, out var reach) ? reach : _reaches[resource] = caller.Sees(resource);
}
