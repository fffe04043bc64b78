using Plugin.Domain;
using Decisions = Plugin.Domain.Organisations;

namespace Plugin.Grains.Organisations;

/// <summary>Names are unique among the organisations that are not retired, whatever their case.</summary>
/// <param name="PublicKey">Base64 of the PEM file's bytes, or empty.</param>
public sealed record CreateOrganisation(
    CallContext By, string Name, string Domain, string Address1, string Address2, string Zipcode, string Country, string PublicKey)
    : Command<OrganisationId>(By)
{
    internal override string? Owner => null;

    internal override async Task<Answer<OrganisationId>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var id = new OrganisationId(await turn.TakeId(Counters.Organisation, cancellationToken));
        var command = new Decisions.CreateOrganisation(
            id, Name, Domain, Address1, Address2, Zipcode, Country, PublicKey, turn.Now);
        if (turn.Create(Streams.Of(id), command) is { } refusal)
        {
            return refusal;
        }

        turn.TakeName(Keys.OrganisationName, Name, id.ToString());
        return id;
    }
}
