using Plugin.Domain.AlgorithmStores;
using Plugin.EventLog;

namespace Plugin.ReadModels;

public sealed partial class Projector
{
    private static void Project(long id, AlgorithmStoreEvent @event, RowChanges changes)
    {
        switch (@event)
        {
            case AlgorithmStoreLinked e:
                changes.Put(
                    ReadModels.Tables.AlgorithmStores, [id],
                    ("name", e.Name), ("url", e.Url), ("server_url", e.ServerUrl), ("collaboration_id", (long?)e.Collaboration?.Value));
                break;
            case AlgorithmStoreRenamed e:
                changes.Set(ReadModels.Tables.AlgorithmStores, [id], ("name", e.Name));
                break;
            case AlgorithmStoreMoved e:
                changes.Set(ReadModels.Tables.AlgorithmStores, [id], ("collaboration_id", (long?)e.Collaboration?.Value));
                break;
            case AlgorithmStoreUnlinked:
                changes.Remove(ReadModels.Tables.AlgorithmStores, [id]);
                break;
        }
    }
}
