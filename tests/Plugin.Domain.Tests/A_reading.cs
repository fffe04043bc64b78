using Plugin.Domain.Readings;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests;

public sealed class A_reading : Spec<Reading, ReadingEvent, RecordReading>
{
    private static readonly RecordReading ByResearcher = new(Consortium, Question, "user:31", Now);

    [Fact]
    public void Is_recorded_the_first_time() =>
        GivenNothing.When(ByResearcher).Then(new ContentsRead(Consortium, Question, "user:31", Now));

    [Fact]
    public void Is_not_recorded_again() =>
        Given(new ContentsRead(Consortium, Question, "user:31", Now)).When(ByResearcher with { Now = Now.AddMinutes(29) }).ThenNothing();

    [Fact]
    public void Has_a_stream_of_its_own_for_each_reader_task_and_hour() =>
        Assert.Equal(
            [
                "reading-41-user-31-2026030309", "reading-41-user-31-2026030309", "reading-41-user-31-2026030310",
                "reading-42-user-31-2026030309", "reading-41-run-51-2-2026030309",
            ],
            new ReadingId[]
            {
                new(Question, "user:31", Morning), new(Question, "user:31", Morning.AddHours(1).AddMicroseconds(-1)),
                new(Question, "user:31", Morning.AddHours(1)), new(Subtask, "user:31", Morning), new(Question, "run:51/2", Morning),
            }.Select(id => id.ToString()));
}
