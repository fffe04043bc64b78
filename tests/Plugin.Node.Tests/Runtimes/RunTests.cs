using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;
using Plugin.Node.Runtimes;
using Plugin.Node.Runtimes.Docker;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Runtimes;

public sealed class A_run_in_a_container(Engine engine) : OnEngine(engine)
{
    [Fact]
    public async Task Goes_by_the_digest_of_its_job_or_not_at_all()
    {
        var first = Hub.Offer(5, Engine.Image, "printf 1 > /mnt/out/output");
        var other = Hub.Offer(6, Engine.Image, "printf 1 > /mnt/out/output");
        other.ImageDigest = $"sha256:{new string('0', 64)}";
        await using var station = Station().Run();

        await Hub.Until(() => first.Finished && other.Finished, "The runs did not end");

        Assert.Equal(RunStatus.Completed, first.State);
        Assert.Matches("^sha256:[0-9a-f]{64}$", first.ImageDigest);
        Assert.Equal(RunStatus.NoImage, other.State);
        Assert.StartsWith(
            $"The runs of this task go by {other.ImageDigest} of the image '{Engine.Image}', and this station has {first.ImageDigest}. The image 'plugin-node-tests/script@{other.ImageDigest}' is not at this station",
            other.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whose_image_itsStationId_does_not_let_run_leaves_the_job_free_to_go_by_another()
    {
        var allowed = (await Prepared(Engine.UserImage)).Digest!;
        var (free, agreed) = (Hub.Offer(5, Engine.Image, "printf 1 > /mnt/out/output"), Hub.Offer(6, Engine.Image, "id -u > /mnt/out/output"));
        agreed.ImageDigest = allowed;
        await using var station = Station(policies: new PolicyConfig([allowed])).Run();

        await Hub.Until(() => free.Finished && agreed.Finished, "The runs did not end");

        Assert.Equal(
            (RunStatus.NotAllowed, null, $"The image '{Engine.Image}' is not among those that this station allows. Rule: policies.allowed_images."),
            (free.State, free.ImageDigest, free.Cause));
        Assert.Equal((RunStatus.Completed, "65534\n"), (agreed.State, agreed.ResultText));
    }

    [Fact]
    public async Task Shows_what_it_prints_while_it_runs()
    {
        var run = Hub.Offer(5, Engine.Image, """
            printf 'caf\303\251 \377\n'
            while [ ! -e /mnt/tmp/seen ]; do sleep 0.1; done
            echo over
            """);
        await using var station = Station().Run();

        await Hub.Until(() => run.Shown.Count > 0, "Nothing was shown");
        Assert.Equal((new LiveLog(7, "café \uFFFD\n"), RunStates.Active), (run.Shown[0], run.State));
        File.WriteAllText(Path.Combine(Scratch.Data, "jobs", "50", "seen"), "");
        await Hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal((RunStatus.Completed, "café \uFFFD\nover\n"), (run.State, run.Log));
    }

    [Fact]
    public async Task Shows_nothing_where_itsStationId_does_not_share_logs_of_its_image()
    {
        var run = Hub.Offer(5, Engine.Image, "echo patient 12 is 43; while [ ! -e /mnt/tmp/seen ]; do sleep 0.1; done");
        var shared = Hub.Offer(6, "plugin-node-tests/script:shared", "echo public; while [ ! -e /mnt/tmp/seen ]; do sleep 0.1; done");
        await Containers.Tag("plugin-node-tests/script", "shared");
        await using var station = Station(new ImagePatterns("plugin-node-tests/script:shared")).Run();

        await Hub.Until(() => shared.Shown.Count > 0 && run.State == RunStates.Active, "Nothing was shown");
        File.WriteAllText(Path.Combine(Scratch.Data, "jobs", "50", "seen"), "");
        await Hub.Until(() => run.Finished && shared.Finished, "The runs did not end");
        await Containers.Untag("plugin-node-tests/script:shared");

        Assert.Empty(run.Shown);
        Assert.Equal(("This station does not share the logs of algorithms.", "public\n"), (run.Log, shared.Log));
    }

    [Fact]
    public async Task Is_asked_to_end_before_it_is_made_to()
    {
        var run = Hub.Offer(5, Engine.Image, """
            trap 'echo asked > /mnt/tmp/asked; exit 0' TERM
            touch /mnt/tmp/ready
            while :; do sleep 0.1; done
            """);
        await using var station = Station().Run();
        await A_station_that_dies.Eventually(() => File.Exists(Path.Combine(Scratch.Data, "jobs", "50", "ready")), "The run did not start");

        Hub.Kill(5);
        await A_station_that_dies.Eventually(() => station.Journal.Entries().Count == 0, "The killed run was not cleaned up");

        Assert.Equal("asked\n", File.ReadAllText(Path.Combine(Scratch.Data, "jobs", "50", "asked")));
        Assert.Equal("[]", (await Containers.Containers(StationId)).Trim());
    }

    private async Task<PreparedImage> Prepared(string image)
    {
        using var runtime = new DockerRuntime(
            new RuntimeConfig.Docker(Engine.Socket, ImagePull.Never), "0", new RunFolders(Scratch.Data), new LimitConfig(), Sockets, 1, TimeProvider.System);
        return await runtime.Prepare(image, null, TestContext.Current.CancellationToken);
    }

    private TestStation Station(ImagePatterns? shared = null, PolicyConfig? policies = null) => new(
        Hub, Scratch, Runtime(new LimitConfig()), shareLogs: shared ?? ImagePatterns.All, policies: policies);
}
