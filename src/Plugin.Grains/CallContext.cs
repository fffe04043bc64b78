namespace Plugin.Grains;

/// <summary>Who asks, for the metadata of every event that follows. Ids only, never names or addresses.</summary>
/// <param name="Actor"><c>user:4</c>, <c>node:7</c>, <c>run:33/2</c> (run and attempt), <c>duty:leases</c> or <c>operator:…</c>.</param>
/// <param name="For">On whose behalf, when another acts for them: <c>user:4</c> behind a container.</param>
/// <param name="Via">Through which node a container's request came.</param>
/// <param name="Rule">The rule of the access table that granted the request.</param>
/// <param name="Trace">Of the request: <see cref="GrainTelemetry.Trace"/>.</param>
public sealed record CallContext(string Actor, string? For = null, string? Via = null, int? Rule = null, string? Trace = null);
