namespace Plugin.Domain.AlgorithmStores;

public static class AlgorithmStoreRefusals
{
    public static Refusal Missing { get; } =
        new(RefusalKind.Missing, "algorithm_store.missing", "There is no such algorithm store.");

    public static Refusal Exists { get; } =
        new(RefusalKind.Conflict, "algorithm_store.exists", "The algorithm store exists already.");

    public static Refusal UnusableName { get; } =
        new(RefusalKind.Invalid, "algorithm_store.unusable_name", $"A store's name has 1 to {EntityName.MaxLength} characters.");

    public static Refusal UnusableUrl { get; } =
        new(RefusalKind.Invalid, "algorithm_store.unusable_url", StoreUrl.Rule);

    public static Refusal LinkedAlready { get; } =
        new(RefusalKind.Conflict, "algorithm_store.linked_already",
            "This store is linked already, to the same collaboration or to all collaborations.");
}
