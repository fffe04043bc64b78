using Plugin.Domain.AlgorithmStores;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Runs;
using Plugin.Domain.Studies;
using static Plugin.Domain.Decision<Plugin.Domain.StreamEvent>;

namespace Plugin.Domain.Tasks;

/// <summary>
/// A task and its runs are born together; a subtask is written down with the run that ordered it as well, so that a run that has ended or
/// lost its attempt orders nothing. To be appended with a guard on the collaboration and, for a subtask, on the parent task.
/// </summary>
public static class TaskCreation
{
    public static Decision<StreamEvent> Decide(Collaboration collaboration, TaskOrigin origin, CreateTask order) =>
        (collaboration, origin) switch
        {
            (Collaboration.Active c, _) when Misaddressed(c, order) is { } refusal => refusal,
            (Collaboration.Active c, TaskOrigin.Researcher by) => ByResearcher(c, by, order),
            (Collaboration.Active c, TaskOrigin.Container { Task: FederatedTask.Active task, Run: Run.Existing run } by)
                when run.Order.Task == task.Order.Id => ByContainer(c, task.Order, run, by.Attempt, order),
            (Collaboration.Active, TaskOrigin.Container { Task: FederatedTask.Killed }) => TaskRefusals.Finished,
            (Collaboration.Active, _) => TaskRefusals.Missing,
            _ => CollaborationRefusals.Missing,
        };

    /// <summary>
    /// Why nobody could order a task for these organisations, whoever they are; null when it is theirs to execute. Asked by itself when an
    /// order is refused for another reason, since what is wrong with the address is told first.
    /// </summary>
    /// <param name="study">Null: for the whole collaboration.</param>
    public static Refusal? Misaddressed(Collaboration collaboration, Study? study, IReadOnlyList<OrganisationId> organisations) =>
        collaboration is Collaboration.Active active ? Misaddressed(active, study, organisations) : CollaborationRefusals.Missing;

    private static Refusal? Misaddressed(Collaboration.Active collaboration, CreateTask order) =>
        order.Image.Length == 0
            ? TaskRefusals.WithoutImage
            : Misaddressed(collaboration, order.Study, [.. order.Runs.Select(run => run.Organisation)]);

    private static Refusal? Misaddressed(Collaboration.Active collaboration, Study? within, IReadOnlyList<OrganisationId> organisations)
    {
        OrganisationId[] strangers = [.. organisations.Where(o => !collaboration.Has(o))];
        OrganisationId[] outside = [.. organisations.Where(o => within is Study.Active study && !study.Has(o))];
        OrganisationId[] nodeless = [.. organisations.Where(o => collaboration.NodeOf(o) is null)];
        return organisations switch
        {
            [] => TaskRefusals.WithoutOrganisations,
            _ when within is not (null or Study.Active) => StudyRefusals.Missing,
            _ when within is Study.Active study && study.Collaboration != collaboration.Id => TaskRefusals.StudyOfOtherCollaboration,
            _ when strangers.Length > 0 => TaskRefusals.NotMembers(strangers),
            _ when outside.Length > 0 => TaskRefusals.NotInStudy(outside),
            _ when nodeless.Length > 0 => TaskRefusals.WithoutNode(nodeless),
            _ when organisations.Distinct().Count() < organisations.Count => TaskRefusals.OrganisationNamedTwice,
            _ => null,
        };
    }

    private static Decision<StreamEvent> ByResearcher(Collaboration.Active collaboration, TaskOrigin.Researcher by, CreateTask order) =>
        order.Store switch
        {
            _ when !collaboration.Has(by.Organisation) => TaskRefusals.InitiatorIsNoMember(by.Organisation),
            not (null or AlgorithmStore.Linked) => TaskRefusals.UnknownStore,
            AlgorithmStore.Linked store when !store.Serves(collaboration.Id) => TaskRefusals.StoreOfOtherCollaboration,
            var store => new Accepted(
            [
                .. Born(collaboration, order, new Lineage(
                    by.Organisation, by.User, order.Id, Parent: null, ParentRun: null, order.Image, (store as AlgorithmStore.Linked)?.Id)),
            ]),
        };

    private static Decision<StreamEvent> ByContainer(
        Collaboration.Active collaboration, TaskOrder parent, Run.Existing run, int attempt, CreateTask order)
    {
        if (parent.Collaboration != collaboration.Id)
        {
            return TaskRefusals.OtherCollaboration;
        }

        // Clients may name the image by a longer registry path than the parent's task did; what runs is the parent's.
        if (!order.Image.EndsWith(parent.Image, StringComparison.Ordinal))
        {
            return TaskRefusals.OtherImage;
        }

        if (!collaboration.Has(run.Order.Organisation))
        {
            return TaskRefusals.InitiatorIsNoMember(run.Order.Organisation);
        }

        var ordinal = run is Run.Started started ? started.Subtasks + 1 : 1;
        var recorded = Run.Decide(run, new RecordSubtask(attempt, ordinal, order.Id, order.Now));
        if (recorded is Decision<RunEvent>.Refused { Refusal: var refusal })
        {
            return refusal;
        }

        var lineage = new Lineage(
            run.Order.Organisation, parent.InitUser, parent.Job, parent.Id, run.Order.Id, parent.Image, parent.Store);
        return new Accepted([.. Born(collaboration, order, lineage), .. recorded.In(run.Order.Id.ToString())]);
    }

    private static IEnumerable<StreamEvent> Born(Collaboration.Active collaboration, CreateTask order, Lineage lineage)
    {
        TaskRun[] runs = [.. order.Runs.Select(r => new TaskRun(r.Id, r.Organisation, collaboration.NodeOf(r.Organisation)!.Node))];
        yield return new StreamEvent(order.Id.ToString(), new TaskCreated(
            order.Id, collaboration.Id, lineage.Organisation, lineage.User, lineage.Job, lineage.Parent, lineage.ParentRun, lineage.Image,
            order.Name, order.Description, order.Databases, runs.ToValueList(), order.Now)
        {
            Study = (order.Study as Study.Active)?.Id,
            Store = lineage.Store,
        });
        foreach (var (run, requested) in runs.Zip(order.Runs))
        {
            yield return new StreamEvent(run.Run.ToString(), new RunCreated(
                run.Run, order.Id, collaboration.Id, run.Organisation, run.Node, requested.Input, order.Now));
        }
    }

    /// <summary>What a task has from the one who ordered it.</summary>
    private sealed record Lineage(
        OrganisationId Organisation, UserId User, TaskId Job, TaskId? Parent, RunId? ParentRun, string Image, AlgorithmStoreId? Store);
}
