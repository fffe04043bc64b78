namespace Plugin.Contracts;

/// <param name="Version">The vantage6 version whose API this is.</param>
/// <param name="Plugin">Our own version.</param>
public sealed record ServerVersion(string Version, string Plugin);

public sealed record ServerHealth(bool Database);

/// <summary>What a silo answers to a probe: with 200 when <see cref="Ok"/>, else with 503; the readiness of one that is leaving with 404.</summary>
/// <param name="Reason">Why not, in a sentence; null when all is well.</param>
/// <param name="Database">It answered in time.</param>
/// <param name="Lag">Events of the log that stations connected here could not have been told of yet; null when the database did not say.</param>
/// <param name="Draining">The silo is about to stop and wants no new requests.</param>
public sealed record SiloProbe(bool Ok, string? Reason, bool Database, long? Lag, bool Draining);

public sealed record BlobstreamStatus(bool BlobStoreEnabled);

/// <param name="Uuid">What an input or a result names the uploaded content by.</param>
public sealed record BlobUploaded(string Uuid);
