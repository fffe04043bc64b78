using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Plugin.Node.Contract;
using Plugin.Node.Runtimes;
using Plugin.Node.Status;

namespace Plugin.Node.Tests.Status;

public sealed class The_trace_of_a_run
{
    private const string Ordered = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-1111111111111111-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-1111111111111111-01")]
    [InlineData("00-99999999999999999999999999999999-1111111111111111-01", Ordered)]
    [InlineData("rubbish", Ordered)]
    [InlineData("", Ordered)]
    public void Is_the_only_one_that_its_algorithm_writes_into(string sent, string parent)
    {
        using var listener = Listening();
        var http = new DefaultHttpContext { Request = { Method = "POST" } };
        http.Request.Headers.TraceParent = sent;

        using var span = StationTelemetry.Asked(http, Samples.Grant() with { Traceparent = Ordered });

        Assert.Equal(("proxy POST", parent), (span!.OperationName, span.ParentId));
    }

    [Fact]
    public void Is_the_runs_own_where_the_hub_tells_none()
    {
        using var listener = Listening();

        using var one = StationTelemetry.Stage("claimed", Samples.Grant());
        using var two = StationTelemetry.Stage("running", Samples.Grant());
        using var another = StationTelemetry.Stage("running", Samples.Grant() with { RunToken = "another" });

        Assert.Equal(one!.TraceId, two!.TraceId);
        Assert.NotEqual(one.TraceId, another!.TraceId);
    }

    [Fact]
    public void Is_shown_to_the_algorithm_in_plain()
    {
        var plan = new AttemptPlan(Samples.Grant(), new PreparedImage("i", null), [], new Dictionary<string, string>(), 2, 8080) { Traceparent = Ordered };

        Assert.Equal(Ordered, ContractEnvironment.Of(plan, new ContractPaths("/in", "/out", "/token", "/tmp"), d => d.Uri)["TRACEPARENT"]);
    }

    private static ActivityListener Listening()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StationTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
