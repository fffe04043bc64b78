using Plugin.Domain.Roles;
using Plugin.Domain.Studies;
using Plugin.EventLog;

namespace Plugin.ReadModels;

public sealed partial class Projector
{
    private static void Project(long id, StudyEvent @event, RowChanges changes)
    {
        switch (@event)
        {
            case StudyCreated e:
                changes.Put(ReadModels.Tables.Studies, [id], ("collaboration_id", (long)e.Collaboration.Value), ("name", e.Name));
                foreach (var organisation in e.Organisations)
                {
                    changes.Put(ReadModels.Tables.StudyOrganisations, [id, (long)organisation.Value]);
                }

                break;
            case StudyRenamed e:
                changes.Set(ReadModels.Tables.Studies, [id], ("name", e.Name));
                break;
            case StudyOrganisationAdded e:
                changes.Put(ReadModels.Tables.StudyOrganisations, [id, (long)e.Organisation.Value]);
                break;
            case StudyOrganisationRemoved e:
                changes.Remove(ReadModels.Tables.StudyOrganisations, [id, (long)e.Organisation.Value]);
                break;
            case StudyRetired:
                changes.Remove(ReadModels.Tables.Studies, [id]);
                break;
        }
    }

    private void Project(string stream, RoleEvent @event, RowChanges changes)
    {
        var id = IdIn(stream);
        switch (@event)
        {
            case RoleCreated e:
                changes.Put(
                    ReadModels.Tables.Roles, [id],
                    ("organisation_id", (long)e.Organisation.Value), ("name", e.Name), ("description", Open(stream, e.Description)),
                    ("rules", IdList.Write(e.Rules)));
                break;
            case RoleChanged e:
                SetChanged(
                    changes, ReadModels.Tables.Roles, id,
                    ("name", e.Name), ("description", Open(stream, e.Description)),
                    ("rules", e.Rules is { } rules ? IdList.Write(rules) : null));
                break;
            case RoleRetired:
                changes.Remove(ReadModels.Tables.Roles, [id]);
                break;
        }
    }
}
