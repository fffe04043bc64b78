namespace Plugin.Domain.Organisations;

public abstract record OrganisationCommand(DateTimeOffset Now);

public sealed record CreateOrganisation(
    OrganisationId Id, string Name, string Domain, string Address1, string Address2, string Zipcode, string Country, string PublicKey,
    DateTimeOffset Now) : OrganisationCommand(Now);

/// <summary>Null leaves a field as it is; an empty public key clears it.</summary>
public sealed record ChangeOrganisation(
    string? Name, string? Domain, string? Address1, string? Address2, string? Zipcode, string? Country, string? PublicKey,
    DateTimeOffset Now) : OrganisationCommand(Now);

public sealed record RetireOrganisation(DateTimeOffset Now) : OrganisationCommand(Now);
