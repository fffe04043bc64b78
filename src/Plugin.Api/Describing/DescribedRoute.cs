using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Plugin.Api.Authentication;
using Plugin.Api.Http;

namespace Plugin.Api.Describing;

/// <summary>One route with all that it says about itself.</summary>
internal sealed class DescribedRoute(RouteEndpoint endpoint)
{
    private readonly EndpointMetadataCollection _metadata = endpoint.Metadata;

    /// <summary>With a leading slash and the API path, parameters in braces without their constraints.</summary>
    public string Path { get; } = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(
        segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "",
        }))));

    /// <summary>Without HEAD, which every GET takes too.</summary>
    public IReadOnlyList<string> Methods =>
        [.. (_metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Where(method => method != HttpMethods.Head)];

    public string? Summary => _metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary;

    public string? Description => _metadata.GetMetadata<IEndpointDescriptionMetadata>()?.Description;

    public Callers Callers => _metadata.GetMetadata<AllowedCallers>() is { IsOptional: false } allowed ? allowed.Kinds : Callers.None;

    public TakenBody? Body => _metadata.GetMetadata<TakenBody>();

    public GivenPages? Pages => _metadata.GetMetadata<GivenPages>();

    public RequiredRule? Rule => _metadata.GetMetadata<RequiredRule>();

    public NoRequiredRule? NoRule => _metadata.GetMetadata<NoRequiredRule>();

    public bool TakesIdempotencyKey => _metadata.GetMetadata<TakesIdempotencyKey>() is not null;

    public IReadOnlyList<GivenAnswer> Answers => _metadata.GetOrderedMetadata<GivenAnswer>();

    public IReadOnlyList<QueryField> Query => _metadata.GetOrderedMetadata<QueryField>();

    public IReadOnlyList<PathField> PathFields =>
    [
        .. endpoint.RoutePattern.Parameters.Select(parameter => new PathField(
            parameter.Name, parameter.IsCatchAll,
            parameter.ParameterPolicies.Any(policy => policy.Content == "int"), Smallest(parameter))),
    ];

    /// <summary>Whether its errors are problem details.</summary>
    public bool IsOwn => ErrorShapes.IsOwn(Path);

    public static IEnumerable<DescribedRoute> All(IEnumerable<Endpoint> endpoints) =>
        endpoints.OfType<RouteEndpoint>().Select(endpoint => new DescribedRoute(endpoint));

    private static int? Smallest(RoutePatternParameterPart parameter) => parameter.ParameterPolicies
        .Select(policy => policy.Content ?? "")
        .Where(content => content.StartsWith("min(", StringComparison.Ordinal))
        .Select(content => (int?)int.Parse(content.AsSpan(4, content.Length - 5), CultureInfo.InvariantCulture))
        .FirstOrDefault();
}

/// <param name="IsRest">Takes the rest of the path, slashes included.</param>
internal sealed record PathField(string Name, bool IsRest, bool IsNumber, int? Smallest);
