namespace Plugin.Domain.Organisations;

public abstract record OrganisationEvent(DateTimeOffset At) : DomainEvent(At);

/// <param name="PublicKey">Base64 of the PEM file's bytes, unchanged; empty when unset. Not personal, so not sealed.</param>
public sealed record OrganisationCreated(
    OrganisationId Id, string Name, string Domain, string Address1, string Address2, string Zipcode, string Country, string PublicKey,
    DateTimeOffset At) : OrganisationEvent(At);

/// <summary>Changed fields only; null means unchanged.</summary>
public sealed record OrganisationChanged(
    string? Name, string? Domain, string? Address1, string? Address2, string? Zipcode, string? Country, string? PublicKey,
    DateTimeOffset At) : OrganisationEvent(At);

public sealed record OrganisationRetired(DateTimeOffset At) : OrganisationEvent(At);
