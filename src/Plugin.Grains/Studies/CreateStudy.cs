using Plugin.Domain;
using Plugin.Domain.Collaborations;
using Decisions = Plugin.Domain.Studies;

namespace Plugin.Grains.Studies;

/// <summary>Names are unique among the studies that are not retired, whatever their case.</summary>
public sealed record CreateStudy(CallContext By, CollaborationId Collaboration, string Name, IReadOnlyList<OrganisationId> Organisations)
    : Command<StudyId>(By)
{
    internal override string? Owner => Collaboration.ToString();

    internal override async Task<Answer<StudyId>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await turn.Load(Streams.Of(Collaboration), cancellationToken) is not Domain.Collaborations.Collaboration.Active { Members: var members })
        {
            return CollaborationRefusals.Missing;
        }

        var id = new StudyId(await turn.TakeId(Counters.Study, cancellationToken));
        var command = new Decisions.CreateStudy(id, Collaboration, Name, Organisations.ToValueList(), members, turn.Now);
        if (turn.Create(Streams.Of(id), command) is { } invalid)
        {
            return invalid;
        }

        turn.TakeName(Keys.StudyName, Name, id.ToString());
        return await turn.Decide(Streams.Of(Collaboration), new RegisterStudy(id, turn.Now), cancellationToken) is { } refusal ? refusal : id;
    }
}
