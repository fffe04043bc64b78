using Plugin.Contracts;

namespace Plugin.Api.Http;

/// <summary>The paths that objects name each other by, with the API path in front.</summary>
internal sealed class Paths(ApiOptions options)
{
    private static readonly string[] Editable = ["GET", "PATCH", "DELETE"];
    private static readonly string[] Deletable = ["GET", "DELETE"];
    private static readonly string[] Reported = ["GET", "PATCH"];

    public string To(string path) => $"{options.Path}/{path}";

    public Link Organization(int id) => Link("organization", id, Editable);

    public Link Collaboration(int id) => Link("collaboration", id, Editable);

    public Link Study(int id) => Link("study", id, Editable);

    public Link AlgorithmStore(int id) => Link("algorithmstore", id, Editable);

    public Link User(int id) => Link("user", id, Editable);

    public Link Node(int id) => Link("node", id, Editable);

    public Link Task(int id) => Link("task", id, Deletable);

    public Link Run(int id) => Link("run", id, Reported);

    public Link Result(int id) => Link("result", id, Reported);

    private Link Link(string kind, int id, string[] methods) => new(id, To($"{kind}/{id}"), methods);
}
