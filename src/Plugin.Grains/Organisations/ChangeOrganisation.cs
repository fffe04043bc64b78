using Plugin.Domain;
using Plugin.Domain.Organisations;
using Decisions = Plugin.Domain.Organisations;

namespace Plugin.Grains.Organisations;

/// <summary>Null means unchanged.</summary>
public sealed record ChangeOrganisation(
    CallContext By, OrganisationId Id, string? Name, string? Domain, string? Address1, string? Address2, string? Zipcode, string? Country,
    string? PublicKey) : Command<Done>(By)
{
    internal override string? Owner => Id.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var before = await turn.Load(Streams.Of(Id), cancellationToken);
        var command = new Decisions.ChangeOrganisation(
            Name, Domain, Address1, Address2, Zipcode, Country, PublicKey, turn.Now);
        if (await turn.Decide(Streams.Of(Id), command, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (before is Organisation.Active present)
        {
            turn.Rename(Keys.OrganisationName, present.Name, Name, Id.ToString());
        }

        return new Done();
    }
}
