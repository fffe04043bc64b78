using Plugin.EventLog;

namespace Plugin.ReadModels;

/// <summary>
/// The tables of the lists. A retired thing has no row; what hangs on it disappears with the join (runs with their task, members with
/// their collaboration), because an event of one stream cannot name the rows of others.
/// </summary>
internal static class Tables
{
    public const string Organisations = "organisations";
    public const string Collaborations = "collaborations";
    public const string Members = "members";
    public const string Studies = "studies";
    public const string StudyOrganisations = "study_organisations";
    public const string AlgorithmStores = "algorithm_stores";
    public const string Roles = "roles";
    public const string Users = "users";
    public const string Nodes = "nodes";
    public const string Tasks = "tasks";
    public const string Runs = "runs";

    public static IReadOnlyList<ReadTable> All { get; } =
    [
        new(
            Organisations, Version: 1, KeyColumns: 1,
            [
                Number("id"), Text("name"), Text("domain"), Text("address1"), Text("address2"), Text("zipcode"), Text("country"),
                Text("public_key"),
            ],
            []),
        new(
            Collaborations, Version: 1, KeyColumns: 1,
            [Number("id"), Text("name"), Boolean("encrypted")],
            []),
        new(
            Members, Version: 1, KeyColumns: 2,
            [Number("collaboration_id"), Number("organisation_id")],
            [new("members_organisation_id", ["organisation_id"])]),
        new(
            Studies, Version: 1, KeyColumns: 1,
            [Number("id"), Number("collaboration_id"), Text("name")],
            [new("studies_collaboration_id", ["collaboration_id"])]),
        new(
            StudyOrganisations, Version: 1, KeyColumns: 2,
            [Number("study_id"), Number("organisation_id")],
            [new("study_organisations_organisation_id", ["organisation_id"])]),
        new(
            AlgorithmStores, Version: 1, KeyColumns: 1,
            [Number("id"), Text("name"), Text("url"), Text("server_url"), Number("collaboration_id")],
            [
                new("algorithm_stores_url", ["url"]),
                new("algorithm_stores_collaboration_id", ["collaboration_id"], Where: "collaboration_id is not null"),
            ]),
        new(
            Roles, Version: 1, KeyColumns: 1,
            [Number("id"), Number("organisation_id"), Text("name"), Text("description"), Text("rules")],
            [new("roles_organisation_id", ["organisation_id"])]),
        new(
            Users, Version: 5, KeyColumns: 1,
            [
                Number("id"), Number("organisation_id"), Text("username"), Text("email"), Text("firstname"), Text("lastname"),
                // Lists of ids as ",4,5,": a change of roles replaces the list, and its event does not tell which rows that would remove.
                Text("roles"), Text("rules"),
                // Null while no session was ever ended.
                Number("sessions_from"),
                // Null for those who may log in.
                Number("deactivated_at"),
                // When the invitation ends; null for those who have set a password.
                Number("invited_until"),
                // Null for those whose address is the one they were registered or last invited with.
                Number("address_changed_at"),
            ],
            [new("users_organisation_id", ["organisation_id"]), new("users_username", ["username"])]),
        new(
            Nodes, Version: 2, KeyColumns: 1,
            [
                Number("id"), Text("name"), Number("organisation_id"), Number("collaboration_id"), Text("session"), Text("status"),
                Number("last_seen"), Text("facts"), Text("ip"),
            ],
            [new("nodes_organisation_id", ["organisation_id"]), new("nodes_collaboration_id", ["collaboration_id"])]),
        new(
            Tasks, Version: 4, KeyColumns: 1,
            [
                Number("id"), Number("collaboration_id"), Number("init_org_id"), Number("init_user_id"), Number("job_id"),
                Number("parent_id"), Number("parent_run_id"), Text("image"), Text("name"), Text("description"), Text("databases"),
                Number("created_at"), Number("study_id"), Number("store_id"),
                // The name as it is searched and sorted by.
                Text("name_key"),
            ],
            [
                new("tasks_name_key", ["name_key", "id"]), new("tasks_name_parts", ["name_key"], Parts: true),
                new("tasks_created_at", ["created_at", "id"]),
                new("tasks_collaboration_id", ["collaboration_id", "id"]), new("tasks_init_org_id", ["init_org_id", "id"]),
                new("tasks_init_user_id", ["init_user_id", "id"]), new("tasks_job_id", ["job_id", "id"]),
                new("tasks_parent_id", ["parent_id", "id"], Where: "parent_id is not null"),
                new("tasks_study_id", ["study_id", "id"], Where: "study_id is not null"),
                new("tasks_store_id", ["store_id", "id"], Where: "store_id is not null"),
            ]),
        new(
            Runs, Version: 3, KeyColumns: 1,
            [
                Number("id"), Number("task_id"), Number("collaboration_id"), Number("organisation_id"), Number("node_id"), Text("state"),
                Text("status"), Number("attempt"), Text("cause"), Text("image_digest"), Number("assigned_at"), Number("claimed_at"),
                Number("started_at"), Number("finished_at"), Text("input_id"), Number("input_size"), Text("result_id"),
                Number("result_size"), Text("log_id"), Number("log_size"), Number("erased_at"),
                // The status of a run that ended without completing.
                Text("failure"),
            ],
            [
                new("runs_task_id", ["task_id", "id"]), new("runs_organisation_id", ["organisation_id", "id"]),
                new("runs_collaboration_id", ["collaboration_id", "id"]), new("runs_node_id", ["node_id", "id"]),
                // No index holds what changes while a run goes its way, so that PostgreSQL writes a change without touching them. What is open is
                // found through open_runs.
                new("runs_failure", ["failure", "task_id"], Where: "failure is not null"),
            ]),
        OpenRunsTable.Definition,
        TaskEndsTable.Definition,
        PortsTable.Definition,
        StreamedContentsTable.Definition,
        ErasuresTable.Definition,
        ErasureTimesTable.Definition,
        RetentionTables.PoliciesDefinition,
        RetentionTables.KeptDefinition,
        WitnessesTable.Definition,
        AlarmsTable.Definition,
    ];

    private static ReadColumn Number(string name) => new(name, ColumnType.Number);

    private static ReadColumn Text(string name) => new(name, ColumnType.Text);

    private static ReadColumn Boolean(string name) => new(name, ColumnType.Boolean);
}
