using Microsoft.AspNetCore.Builder;

namespace Plugin.Api.Authentication;

/// <summary>The kinds of callers a route is for.</summary>
[Flags]
internal enum Callers
{
    None = 0,
    User = 1,
    Node = 2,
    Container = 4,
    Any = User | Node | Container,

    /// <summary>A refresh token of a user or node, and nothing else.</summary>
    Refresh = 8,
}

/// <summary>Metadata of a route. A route without it is public.</summary>
/// <param name="IsOptional">Whoever is not known to be one of them gets through as nobody.</param>
internal sealed record AllowedCallers(Callers Kinds, bool IsOptional = false);

internal static class CallersExtensions
{
    public static TBuilder For<TBuilder>(this TBuilder routes, Callers kinds)
        where TBuilder : IEndpointConventionBuilder =>
        routes.WithMetadata(new AllowedCallers(kinds));

    /// <summary>Public, but the handler wants to know who asks if it can.</summary>
    public static TBuilder ForAnyone<TBuilder>(this TBuilder routes, Callers known)
        where TBuilder : IEndpointConventionBuilder =>
        routes.WithMetadata(new AllowedCallers(known, IsOptional: true));
}
