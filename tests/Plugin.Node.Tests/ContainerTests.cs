using System.Text.Json;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Configuration;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests;

public sealed class A_container(Engine engine) : OnEngine(engine)
{
    [Fact]
    public async Task Finds_the_contract_and_nothing_else_of_the_machine()
    {
        File.WriteAllText(Path.Combine(Scratch.Folder, "cohort.csv"), "a,b\n1,2\n");
        var run = Hub.Offer(
            5, Engine.Image, """
            cat /mnt/default.csv > /mnt/out/output
            {
              echo "database: $DEFAULT_DATABASE_URI $DEFAULT_DATABASE_TYPE $USER_REQUESTED_DATABASE_LABELS ${API_PATH-undefined}"
              echo "input: $INPUT_FILE output: $OUTPUT_FILE token: $TOKEN_FILE"
              grep -c . /proc/net/dev
              ls /sys/class/net
              grep -E 'CapEff|NoNewPrivs' /proc/self/status
              touch /written && echo "root is writable"
              touch /mnt/default.csv && echo "data is writable"
              touch /mnt/data/task-000000005/input && echo "input is writable"
              touch /mnt/tmp/kept && echo "job folder is writable"
              touch /tmp/x && echo "tmp is writable"
              cat /etc/hostname
            } 2>/dev/null
            """, null, new ClaimedDatabase("default", "{}"));
        await using var station = Station().Run();

        await Hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal("a,b\n1,2\n", run.ResultText);
        Assert.Equal(
            """
            database: F5WW45BPMRSWMYLVNR2C4Y3TOY!!!!!! MNZXM!!! MRSWMYLVNR2A!!!! 
            input: F5WW45BPMRQXIYJPORQXG2ZNGAYDAMBQGAYDANJPNFXHA5LU output: F5WW45BPN52XIL3POV2HA5LU token: F5WW45BPMRQXIYJPORQXG2ZNGAYDAMBQGAYDANJPORXWWZLO
            3
            lo
            CapEff:	0000000000000000
            NoNewPrivs:	1
            job folder is writable
            tmp is writable
            run-5

            """, run.Log);
    }

    [Fact]
    public async Task Is_gone_when_its_report_is_acknowledged()
    {
        var run = Hub.Offer(5, Engine.Image, "echo 1 > /mnt/out/output");
        await using var station = Station().Run();
        await Hub.Until(() => run.Finished, "The run did not end");

        await A_station_that_dies.Eventually(() => station.Journal.Entries().Count == 0, "The journal was not emptied");

        Assert.Equal("[]", (await Containers.Containers(StationId)).Trim());
    }

    [Fact]
    public async Task Is_named_by_labels_and_limited()
    {
        var run = Hub.Offer(5, Engine.Image, "while true; do sleep 1; done", parent: 3);
        await using var station = Station().Run();
        await Hub.Until(() => run.State == RunStates.Active, "The run did not start");

        using var container = JsonDocument.Parse(await Containers.Inspect($"plugin-{StationId}-run-5-1"));
        var host = container.RootElement.GetProperty("HostConfig");
        var labels = container.RootElement.GetProperty("Config").GetProperty("Labels");

        Assert.Equal(
            ("none", true, 64L << 20, 64, 500_000_000L, false),
            (host.GetProperty("NetworkMode").GetString(), host.GetProperty("ReadonlyRootfs").GetBoolean(), host.GetProperty("Memory").GetInt64(),
                host.GetProperty("PidsLimit").GetInt32(), host.GetProperty("NanoCpus").GetInt64(), host.GetProperty("AutoRemove").GetBoolean()));
        Assert.Equal(
            [StationId, "2", "5", "1", "105", "50"],
            ((string[])["station", "node", "run", "attempt", "task", "job"]).Select(l => labels.GetProperty($"plugin.{l}").GetString()));

        Hub.Kill(5);
        await A_station_that_dies.Eventually(() => station.Journal.Entries().Count == 0, "The killed run was not cleaned up");
        Assert.Equal("[]", (await Containers.Containers(StationId)).Trim());
    }

    [Fact]
    public async Task Of_an_unknown_image_ends_the_run_with_the_reason()
    {
        var run = Hub.Offer(5, "plugin-node-tests/nothing:1", "");
        await using var station = Station().Run();

        await Hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal((RunStatus.NoImage, run.Cause), (run.State, run.Log));
        Assert.StartsWith("The image 'plugin-node-tests/nothing:1' is not at this station", run.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_exits_with_an_error_has_crashed_and_its_output_is_sent_as_found()
    {
        var run = Hub.Offer(5, Engine.Image, "echo out; echo err >&2; printf half > /mnt/out/output; exit 3");
        await using var station = Station().Run();

        await Hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(
            (RunStatus.Crashed, "The algorithm ended with exit code 3.", "half"), (run.State, run.Cause, run.ResultText));
        Assert.Equal(["err", "out"], run.Log!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public async Task That_somebody_removed_is_reported_lost()
    {
        var run = Hub.Offer(5, Engine.Image, "[ -f /mnt/tmp/second ] && exit 0; touch /mnt/tmp/second; while true; do sleep 1; done");
        await using var station = Station().Run();
        await Hub.Until(() => run.State == RunStates.Active, "The run did not start");

        await Containers.Kill($"plugin-{StationId}-run-5-1");
        await Hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(
            ["1: initializing", "1: active", "1: lost", "2: initializing", "2: active", "2: completed"], run.History);
    }

    [Theory]
    [InlineData("before start")]
    [InlineData("after start")]
    [InlineData("after record Running")]
    [InlineData("after seal result")]
    [InlineData("after record Ended")]
    [InlineData("before remove")]
    [InlineData("after remove")]
    public async Task Is_started_once_whenever_its_agent_dies(string moment)
    {
        var run = Hub.Offer(5, Engine.Image, "echo x >> /mnt/tmp/started; sleep 1; printf 42 > /mnt/out/output");
        var mortality = new Mortality(null, moment);
        await using (var first = Station(mortality).Run())
        {
            await Task.WhenAny(first.Ended, Hub.Until(() => mortality.HasDied, $"It did not die {moment}"));
            Assert.True(mortality.HasDied);
        }

        await using var second = Station().Run();
        await Hub.Until(() => run.Finished, "The run did not end");
        await A_station_that_dies.Eventually(() => second.Journal.Entries().Count == 0, "Something was left behind");

        Assert.Equal(
            (RunStatus.Completed, "42", 1, "[]"),
            (run.State, run.ResultText, File.ReadAllLines(Path.Combine(Scratch.Data, "jobs", "50", "started")).Length, (await Containers.Containers(StationId)).Trim()));
    }

    [Fact]
    public async Task Reaches_the_proxy_on_its_own_loopback_and_nothing_else_also_after_a_restart()
    {
        Hub.Resources = context => (200, $$"""{"data":["{{context.Request.Headers.Authorization}}"]}""");
        var run = Hub.Offer(5, Engine.Image, """
            port=$(cat /mnt/tmp/port)
            # What closes its side before the answer has come counts as gone.
            ask() { { printf 'GET /organization HTTP/1.0\r\nAuthorization: Bearer %s\r\n\r\n' "$(cat /mnt/data/task-000000005/token)"; sleep 1; } | nc 127.0.0.1 $port 2>/dev/null | grep data >> /mnt/out/output; }
            until ask; do sleep 0.1; done
            touch /mnt/tmp/asked
            while [ ! -e /mnt/tmp/restarted ]; do sleep 0.1; done
            until ask; do sleep 0.1; done
            nc 127.0.0.1 $(cat /mnt/tmp/hub) </dev/null 2>/dev/null && echo "the host is reachable"
            exit 0
            """);
        using (var folder = new StationFolder(Scratch.Data))
        {
            StationId = folder.StationId();
            var job = Directory.CreateDirectory(Path.Combine(Scratch.Data, "jobs", "50")).FullName;
            File.WriteAllText(Path.Combine(job, "port"), folder.ProxyPort(told: false).ToString());
            File.WriteAllText(Path.Combine(job, "hub"), Hub.Address.Url.Port.ToString());
        }

        await using (WholeStation.Start(Hub, Scratch, new RuntimeConfig.Docker(Engine.Socket, ImagePull.Missing)))
        {
            await A_station_that_dies.Eventually(
                () => File.Exists(Path.Combine(Scratch.Data, "jobs", "50", "asked")), "The container did not reach the proxy");
        }

        await using var second = WholeStation.Start(Hub, Scratch, new RuntimeConfig.Docker(Engine.Socket, ImagePull.Missing));
        File.WriteAllText(Path.Combine(Scratch.Data, "jobs", "50", "restarted"), "");
        await Hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(
            (RunStatus.Completed, "{\"data\":[\"Bearer run-token-5-1\"]}\n{\"data\":[\"Bearer run-token-5-1\"]}\n", ""), (run.State, run.ResultText, run.Log));
    }

    private TestStation Station(Mortality? mortality = null)
    {
        var limits = new LimitConfig(MemoryBytes: 64L << 20, Cpus: 0.5, Pids: 64);
        return new TestStation(Hub, Scratch, Runtime(limits), mortality, limits);
    }
}
