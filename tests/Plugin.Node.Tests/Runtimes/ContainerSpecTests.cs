using System.Text.Json.Nodes;
using Plugin.Contracts.Station;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;
using Plugin.Node.Runtimes;
using Plugin.Node.Runtimes.Docker;

namespace Plugin.Node.Tests.Runtimes;

public sealed class What_the_engine_is_told
{
    private static readonly LimitConfig Training = new() { Gpus = ["0", "GPU-3a"], MemoryBytes = 16L << 30, SharedMemoryBytes = 4L << 30, OutputBytes = 3L << 30 };

    private static readonly LimitConfig Limits = new()
    {
        Images = [new ImageLimits(new ImagePatterns("lab/training(:.*)?"), Training), new ImageLimits(new ImagePatterns("lab/.*"), new LimitConfig() with { Gpus = ["all"] })],
    };

    [Fact]
    public void Of_GPUs_is_what_the_image_is_given()
    {
        Assert.Equal("[]", Host("plugin/algorithms:1")["DeviceRequests"]!.ToJsonString());
        Assert.Equal("""[{"Capabilities":[["gpu"]],"DeviceIDs":["0","GPU-3a"]}]""", Host("lab/training:2")["DeviceRequests"]!.ToJsonString());
        Assert.Equal("""[{"Capabilities":[["gpu"]],"Count":-1}]""", Host("lab/other:2")["DeviceRequests"]!.ToJsonString());
    }

    [Fact]
    public void Of_limits_is_what_the_image_is_given()
    {
        var (usual, training) = (Host("plugin/algorithms:1"), Host("lab/training:2"));

        Assert.Equal((4L << 30, 4L << 30, 256L << 20), ((long)usual["Memory"]!, (long)usual["MemorySwap"]!, (long)usual["ShmSize"]!));
        Assert.Equal((16L << 30, 16L << 30, 4L << 30), ((long)training["Memory"]!, (long)training["MemorySwap"]!, (long)training["ShmSize"]!));
        Assert.Equal(
            """[{"Name":"fsize","Soft":3221225472,"Hard":3221225472},{"Name":"core","Soft":0,"Hard":0},{"Name":"nofile","Soft":4096,"Hard":4096}]""",
            training["Ulimits"]!.ToJsonString());
    }

    [Theory]
    [InlineData("1.41", "1.12", "1.41")]
    [InlineData("1.40", "1.24", "1.40")]
    [InlineData("1.50", "1.24", "1.41")]
    [InlineData("1.52", "1.44", "1.44")]
    [InlineData("1.41", null, "1.41")]
    public void Is_said_in_a_version_that_both_sides_speak(string newest, string? oldest, string common) =>
        Assert.Equal(common, DockerEngine.Common(newest, oldest));

    [Fact]
    public void Is_nothing_when_the_engine_is_too_old() => Assert.Equal(
        "The container engine speaks version 1.39 of its API; this station needs 1.40 or a newer one. Update the engine.",
        Assert.Throws<RuntimeUnavailableException>(() => DockerEngine.Common("1.39", "1.12")).Message);

    private static JsonNode Host(string image) => ContainerSpec.Of(
        new AttemptPlan(
            new ClaimGranted(5, 1, 105, 50, null, 3, null, null, 9, 4, 7, image, [], "", "", 120), new PreparedImage("sha256:ab", "sha256:ab"), [],
            new Dictionary<string, string>(), 2, 7000),
        "station", new RunFolders("/data"), Limits.For(image))["HostConfig"]!;
}
