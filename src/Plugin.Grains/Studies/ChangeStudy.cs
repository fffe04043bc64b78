using Plugin.Domain;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Studies;
using Decisions = Plugin.Domain.Studies;

namespace Plugin.Grains.Studies;

/// <summary>A command to a study that its collaboration's members matter to.</summary>
public abstract record StudyChange(CallContext By, StudyId Study) : Command<Done>(By)
{
    internal override string? Owner => Study.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await turn.Load(Streams.Of(Study), cancellationToken) is not Domain.Studies.Study.Active study)
        {
            return StudyRefusals.Missing;
        }

        if (await turn.Load(Streams.Of(study.Collaboration), cancellationToken) is not Collaboration.Active { Members: var members })
        {
            return CollaborationRefusals.Missing;
        }

        var command = ToDecide(turn, study, members);
        return await turn.Decide(Streams.Of(Study), command, cancellationToken) is { } refusal ? refusal : new Done();
    }

    internal abstract StudyCommand ToDecide(Turn turn, Study.Active study, ValueList<OrganisationId> members);
}

/// <summary>Null leaves a field as it is.</summary>
/// <param name="Organisations">All that the study is to have from now on.</param>
public sealed record ChangeStudy(CallContext By, StudyId Study, string? Name, IReadOnlyList<OrganisationId>? Organisations)
    : StudyChange(By, Study)
{
    internal override StudyCommand ToDecide(Turn turn, Study.Active study, ValueList<OrganisationId> members)
    {
        turn.Rename(Keys.StudyName, study.Name, Name, study.Id.ToString());
        return new Decisions.ChangeStudy(Name, Organisations?.ToValueList(), members, turn.Now);
    }
}

public sealed record AddToStudy(CallContext By, StudyId Study, OrganisationId Organisation) : StudyChange(By, Study)
{
    internal override StudyCommand ToDecide(Turn turn, Study.Active study, ValueList<OrganisationId> members) =>
        new Decisions.AddToStudy(Organisation, members, turn.Now);
}

public sealed record RemoveFromStudy(CallContext By, StudyId Study, OrganisationId Organisation) : StudyChange(By, Study)
{
    internal override StudyCommand ToDecide(Turn turn, Study.Active study, ValueList<OrganisationId> members) =>
        new Decisions.RemoveFromStudy(Organisation, turn.Now);
}
