using System.Diagnostics;
using static Plugin.Domain.Decision<Plugin.Domain.Studies.StudyEvent>;

namespace Plugin.Domain.Studies;

/// <summary>A named part of a collaboration's organisations, to which tasks can be posted.</summary>
public abstract record Study : IAggregate<Study, StudyEvent, StudyCommand>
{
    private Study()
    {
    }

    public static Study Initial { get; } = new None();

    public sealed record None : Study;

    public sealed record Active(StudyId Id, CollaborationId Collaboration, string Name, ValueList<OrganisationId> Organisations) : Study
    {
        public bool Has(OrganisationId organisation) => Organisations.Contains(organisation);
    }

    public sealed record Retired : Study;

    public Study Evolve(StudyEvent @event) => (this, @event) switch
    {
        (None, StudyCreated e) => new Active(e.Id, e.Collaboration, e.Name, e.Organisations),
        (Active s, StudyRenamed e) => s with { Name = e.Name },
        (Active s, StudyOrganisationAdded e) => s with { Organisations = [.. s.Organisations, e.Organisation] },
        (Active s, StudyOrganisationRemoved e) => s with { Organisations = [.. s.Organisations.Where(o => o != e.Organisation)] },
        (Active, StudyRetired) => new Retired(),
        _ => throw new UnreachableException($"{@event.GetType().Name} cannot follow {GetType().Name}."),
    };

    public static Decision<StudyEvent> Decide(Study study, StudyCommand command) => (study, command) switch
    {
        (_, CreateStudy { Name: var name }) when !EntityName.IsAcceptable(name) => StudyRefusals.UnusableName,
        (_, CreateStudy c) when Misfit(c.Organisations, c.Members) is { } misfit => misfit,
        (None, CreateStudy c) => new StudyCreated(c.Id, c.Collaboration, c.Name, c.Organisations, c.Now),
        (_, CreateStudy) => StudyRefusals.Exists,

        (Active, ChangeStudy { Name: { } name }) when !EntityName.IsAcceptable(name) => StudyRefusals.UnusableName,
        (Active, ChangeStudy { Organisations: { } those } c) when Misfit(those, c.Members) is { } misfit => misfit,
        (Active s, ChangeStudy c) => new Accepted([.. Changes(s, c)]),

        (Active, AddToStudy c) when !c.Members.Contains(c.Organisation) => StudyRefusals.NotMembers([c.Organisation]),
        (Active s, AddToStudy c) when s.Has(c.Organisation) => Nothing,
        (Active s, AddToStudy c) => new StudyOrganisationAdded(s.Collaboration, c.Organisation, c.Now),

        (Active s, RemoveFromStudy c) when !s.Has(c.Organisation) => StudyRefusals.NotInStudy(c.Organisation),
        (Active s, RemoveFromStudy c) => new StudyOrganisationRemoved(s.Collaboration, c.Organisation, c.Now),

        (Active s, RetireStudy c) => new StudyRetired(s.Collaboration, c.Now),
        (Retired, RetireStudy) => Nothing,

        _ => StudyRefusals.Missing,
    };

    private static Refusal? Misfit(ValueList<OrganisationId> organisations, ValueList<OrganisationId> members)
    {
        OrganisationId[] strangers = [.. organisations.Where(o => !members.Contains(o))];
        return organisations.Count == 0 || organisations.Distinct().Count() < organisations.Count ? StudyRefusals.WithoutOrganisations
            : strangers.Length > 0 ? StudyRefusals.NotMembers(strangers)
            : null;
    }

    private static IEnumerable<StudyEvent> Changes(Active study, ChangeStudy c)
    {
        if (c.Name is { } name && name != study.Name)
        {
            yield return new StudyRenamed(study.Collaboration, name, c.Now);
        }

        foreach (var added in (c.Organisations ?? study.Organisations).Except(study.Organisations))
        {
            yield return new StudyOrganisationAdded(study.Collaboration, added, c.Now);
        }

        foreach (var removed in study.Organisations.Except(c.Organisations ?? study.Organisations))
        {
            yield return new StudyOrganisationRemoved(study.Collaboration, removed, c.Now);
        }
    }
}
