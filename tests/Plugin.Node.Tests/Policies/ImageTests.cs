namespace Plugin.Node.Tests.Policies;

public sealed class An_image : PolicySpec
{
    [Theory]
    [InlineData("plugin/algorithms:1", "plugin/algorithms(:.*)?", true)]
    [InlineData("plugin/algorithms-evil:1", "plugin/algorithms(:.*)?", false)]
    [InlineData("registry.example.org/plugin/algorithms", "plugin/algorithms(:.*)?", false)]
    [InlineData("b", "a|b", true)]
    [InlineData("ab", "a|b", false)]
    [InlineData("plugin/algorithms:1\n", "plugin/algorithms:1|x", false)]
    [InlineData("PLUGIN/algorithms:1", "plugin/algorithms(:.*)?", false)]
    // As plain text a dot is a dot, and who names no tag means all of them.
    [InlineData("registry-example.org/mean:1", "registry.example.org/mean", false)]
    [InlineData("registry.example.org/mean:1", "registry.example.org/mean", true)]
    [InlineData("registry.example.org/mean@" + Digest, "registry.example.org/mean", true)]
    [InlineData("registry.example.org/mean:1", "registry.example.org/mean:2", false)]
    [InlineData("registry.example.org/mean-evil:1", "registry.example.org/mean", false)]
    [InlineData("registry.example.org:5000/mean", "registry.example.org", false)]
    // Nothing is allowed for its beginning, not even what others call basic.
    [InlineData("harbor2.vantage6.ai/algorithms/basics-anything", "harbor2.vantage6.ai/algorithms/basics", false)]
    [InlineData("registry.example.org/mean@" + Digest, Digest, true)]
    [InlineData("registry.example.org/mean@" + OtherDigest, Digest, false)]
    [InlineData("registry.example.org/mean@" + Digest, "registry.example.org/mean@" + Digest, true)]
    [InlineData("registry.example.org/evil@" + Digest, "registry.example.org/mean@" + Digest, false)]
    public void Is_allowed_by_its_whole_name_or_its_digest(string image, string entry, bool allowed) => Assert.Equal(
        allowed ? null : "policies.allowed_images", RefusedBy(Judge(new PolicyConfig([entry]), grant: g => g with { Image = image })));

    [Theory]
    [InlineData(Digest, Digest, true)]
    [InlineData(Digest, OtherDigest, false)]
    [InlineData(Digest, "", false)]
    [InlineData("registry.example.org/approved/mean@" + Digest, Digest, true)]
    [InlineData("registry.example.org/approved/mean@" + Digest, OtherDigest, false)]
    [InlineData(@"registry\.example\.org/approved/.*@" + Digest, Digest, true)]
    [InlineData(@"registry\.example\.org/approved/.*@" + Digest, "", false)]
    public void Is_allowed_by_what_its_tag_stands_for_at_the_moment(string entry, string digest, bool allowed)
    {
        var policy = new PolicyConfig([entry]);

        Assert.True(new StationPolicies(policy, []).AsksForDigests);
        Assert.IsType<Verdict.Yes>(Judge(policy, digest: null));
        Assert.Equal(allowed ? null : "policies.allowed_images", RefusedBy(Judge(policy, digest: digest)));
    }

    [Fact]
    public void That_is_pinned_goes_by_its_own_digest_whatever_an_engine_says() => Assert.Equal(
        "policies.allowed_images",
        RefusedBy(Judge(new PolicyConfig([Digest]), grant: g => g with { Image = $"registry.example.org/evil@{OtherDigest}" }, digest: Digest)));

    [Fact]
    public void Is_not_allowed_when_nothing_is() => Assert.Equal("policies.allowed_images", RefusedBy(Judge(new PolicyConfig([]))));

    [Fact]
    public void Of_a_subtask_is_judged_as_any_other_whoever_its_parent_is() => Assert.Equal(
        "policies.allowed_images",
        RefusedBy(Judge(new PolicyConfig(["registry.example.org/approved/mean"]), grant: g => g with { ParentTaskId = 104, Image = "evil" })));

    [Theory]
    [InlineData("https://store.example.org/api", true)]
    [InlineData("https://store.example.org/api/", true)]
    [InlineData(@"https://store\.example\.org/.*", true)]
    [InlineData("https://store.example.org", false)]
    [InlineData("https://other.example.org/api", false)]
    [InlineData("store", false)]
    public void Needs_an_allowed_store_too_where_stores_are_named(string store, bool allowed) => Assert.Equal(
        allowed ? null : "policies.allowed_stores", RefusedBy(Judge(Everything with { AllowedStores = [store] })));

    [Fact]
    public void Of_no_store_is_refused_where_stores_are_named() => Assert.Equal(
        "This station runs only algorithms of the stores that it allows, and the task names no store.",
        ((Verdict.No)Judge(Everything with { AllowedStores = ["https://store.example.org/api"] }, grant: g => g with { Store = null })).Reason);

    [Theory]
    // An empty list is not one that everything is on.
    [InlineData(null, null, false)]
    [InlineData("other", null, false)]
    [InlineData(null, "https://other.example.org/api", false)]
    [InlineData("other", "https://store.example.org/api", true)]
    [InlineData(null, "https://store.example.org/api", true)]
    [InlineData(Image, "https://other.example.org/api", true)]
    [InlineData(Image, null, true)]
    public void Or_its_store_is_enough_where_the_station_says_so(string? image, string? store, bool allowed) => Assert.Equal(
        allowed ? null : "policies.allowed_images",
        RefusedBy(Judge(new PolicyConfig(image is null ? [] : [image]) { AllowedStores = store is null ? [] : [store], EitherImageOrStore = true })));
}
