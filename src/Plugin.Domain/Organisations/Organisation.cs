using System.Buffers.Text;
using System.Diagnostics;
using static Plugin.Domain.Decision<Plugin.Domain.Organisations.OrganisationEvent>;

namespace Plugin.Domain.Organisations;

/// <summary>A hospital or institute. Its users ask questions, its nodes answer them.</summary>
public abstract record Organisation : IAggregate<Organisation, OrganisationEvent, OrganisationCommand>
{
    private Organisation()
    {
    }

    public static Organisation Initial { get; } = new None();

    public sealed record None : Organisation;

    /// <summary>All that can change is kept, so that a change to what is already so is no event: nodes upload their key at every start.</summary>
    public sealed record Active(
        OrganisationId Id, string Name, string Domain, string Address1, string Address2, string Zipcode, string Country, string PublicKey)
        : Organisation
    {
        internal Active With(OrganisationChanged e) => this with
        {
            Name = e.Name ?? Name,
            Domain = e.Domain ?? Domain,
            Address1 = e.Address1 ?? Address1,
            Address2 = e.Address2 ?? Address2,
            Zipcode = e.Zipcode ?? Zipcode,
            Country = e.Country ?? Country,
            PublicKey = e.PublicKey ?? PublicKey,
        };
    }

    public sealed record Retired : Organisation;

    public Organisation Evolve(OrganisationEvent @event) => (this, @event) switch
    {
        (None, OrganisationCreated e) =>
            new Active(e.Id, e.Name, e.Domain, e.Address1, e.Address2, e.Zipcode, e.Country, e.PublicKey),
        (Active s, OrganisationChanged e) => s.With(e),
        (Active, OrganisationRetired) => new Retired(),
        _ => throw new UnreachableException($"{@event.GetType().Name} cannot follow {GetType().Name}."),
    };

    public static Decision<OrganisationEvent> Decide(Organisation organisation, OrganisationCommand command) =>
        (organisation, command) switch
        {
            (_, CreateOrganisation { Name: var name }) when !EntityName.IsAcceptable(name) => OrganisationRefusals.UnusableName,
            (_, CreateOrganisation { PublicKey: var key }) when !Base64.IsValid(key) => OrganisationRefusals.UnusableKey,
            (None, CreateOrganisation c) => new OrganisationCreated(
                c.Id, c.Name, c.Domain, c.Address1, c.Address2, c.Zipcode, c.Country, c.PublicKey, c.Now),
            (_, CreateOrganisation) => OrganisationRefusals.Exists,

            (Active, ChangeOrganisation { Name: { } name }) when !EntityName.IsAcceptable(name) => OrganisationRefusals.UnusableName,
            (Active, ChangeOrganisation { PublicKey: { } key }) when !Base64.IsValid(key) => OrganisationRefusals.UnusableKey,
            (Active s, ChangeOrganisation c) => Change(s, c),

            (Active, RetireOrganisation c) => new OrganisationRetired(c.Now),
            (Retired, RetireOrganisation) => Nothing,

            _ => OrganisationRefusals.Missing,
        };

    private static Decision<OrganisationEvent> Change(Active organisation, ChangeOrganisation c)
    {
        var change = new OrganisationChanged(
            c.Name, c.Domain, c.Address1, c.Address2, c.Zipcode, c.Country, c.PublicKey, c.Now);
        return organisation.With(change) == organisation ? Nothing : change;
    }
}
