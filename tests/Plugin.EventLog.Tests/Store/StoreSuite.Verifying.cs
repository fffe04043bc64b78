using Plugin.EventLog.Verifying;
using Plugin.Proofs;

namespace Plugin.EventLog.Tests.Store;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task A_good_log_is_verified_and_its_root_is_that_of_its_leaves()
    {
        await FillShelf();

        var report = await LogVerification.Run(Store, progress: null, Soon);

        Assert.Null(report.FirstBad);
        Assert.Equal((13, 2), (report.Events, report.Streams));
        Assert.Equal(
            MerkleTree.Root([.. (await Log.Read(0, 100, Soon)).Select(e => e.Leaf.ToArray())]), report.Root.ToArray());
    }

    [Fact]
    public async Task An_empty_log_is_good()
    {
        var report = await LogVerification.Run(Store, progress: null, Soon);

        Assert.True(report.Verified);
        Assert.Equal(MerkleTree.EmptyRoot, report.Root.ToArray());
    }
}
