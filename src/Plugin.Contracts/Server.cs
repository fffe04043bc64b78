namespace Plugin.Contracts;

/// <param name="Version">The vantage6 version whose API this is.</param>
/// <param name="Plugin">Our own version.</param>
public sealed record ServerVersion(string Version, string Plugin);

public sealed record ServerHealth(bool Database);

/// <param name="Reason">Why it is not, in a sentence.</param>
public sealed record ServerReadiness(bool Ready, string? Reason);

public sealed record BlobstreamStatus(bool BlobStoreEnabled);

/// <param name="Uuid">What an input or a result names the uploaded content by.</param>
public sealed record BlobUploaded(string Uuid);
