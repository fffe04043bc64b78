using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Tasks;

public sealed class A_task_that_is_erased : TaskSpec
{
    private static readonly Run Over = new Run.Ended(AtBeta, 1, RunOutcome.Completed, RunCauses.Reported(Words), Result, Log);

    private static readonly EraseTask Contents = new(Texts: false, AfterDays: 30, Now);

    private static readonly EraseTask All = new(Texts: true, AfterDays: null, Now);

    [Fact]
    public void Loses_its_contents() =>
        Assert.Equal(
            Accepted(Of(Question, new TaskContentsErased(Consortium, Runs, 30, Now))),
            TaskErasing.Decide(new(new FederatedTask.Active(TheQuestion, Erased.Nothing), [Over]), Contents));

    [Fact]
    public void Loses_its_texts_with_the_contents() =>
        Assert.Equal(
            Accepted(
                Of(Question, new TaskContentsErased(Consortium, Runs, null, Now)),
                Of(Question, new TaskTextsErased(Consortium, Runs, null, Now))),
            TaskErasing.Decide(new(new FederatedTask.Killed(TheQuestion, Erased.Nothing), [Over]), All));

    [Fact]
    public void Loses_its_texts_later_too() =>
        Assert.Equal(
            Accepted(Of(Question, new TaskTextsErased(Consortium, Runs, null, Now))),
            TaskErasing.Decide(new(new FederatedTask.Retired(TheQuestion, Erased.Contents), [Over]), All));

    [Fact]
    public void Is_erased_once()
    {
        Assert.Equal(
            Decision<StreamEvent>.Nothing,
            TaskErasing.Decide(new(new FederatedTask.Active(TheQuestion, Erased.Contents), [Over]), Contents));
        Assert.Equal(
            Decision<StreamEvent>.Nothing,
            TaskErasing.Decide(new(new FederatedTask.Active(TheQuestion, Erased.ContentsAndTexts), [Over]), All));
    }

    [Fact]
    public void Has_ended() =>
        Assert.Equal(
            Refused(TaskRefusals.NotEnded),
            TaskErasing.Decide(
                new(new FederatedTask.Active(TheQuestion, Erased.Nothing), [Over, new Run.Active(AtAlpha, 1, 0)]), Contents));

    [Fact]
    public void Was_there_once() =>
        Assert.Equal(Refused(TaskRefusals.Missing), TaskErasing.Decide(new(FederatedTask.Initial, []), Contents));

    [Fact]
    public void Can_be_retired_afterwards_and_stays_erased()
    {
        FederatedTask task = new FederatedTask.Active(TheQuestion, Erased.Nothing);

        Assert.Equal(
            new FederatedTask.Retired(TheQuestion, Erased.ContentsAndTexts),
            task.Evolve(new TaskContentsErased(Consortium, Runs, null, Now)).Evolve(new TaskTextsErased(Consortium, Runs, null, Now))
                .Evolve(new TaskRetired(Consortium, Now)));
    }

    [Fact]
    public void Has_the_contents_of_all_its_runs() =>
        Assert.Equal(
            [Input, Result, Log, Input],
            TaskErasing.ContentsOf(new(
                new FederatedTask.Active(TheQuestion, Erased.Nothing),
                [Over, new Run.Ended(AtAlpha, 0, RunOutcome.Killed, RunCauses.TaskKilled(Question), null, null)])));

    private static ValueList<RunId> Runs { get; } = [.. TheQuestion.Runs.Select(run => run.Run)];
}
