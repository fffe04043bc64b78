using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;

namespace Plugin.Api.AlgorithmStores;

/// <summary>
/// What a store is shown so that it can ask the hub who wants something: the caller's own token, or one made for a caller who came with a cookie.
/// </summary>
internal sealed class StoreAuthorization(TokenMint mint)
{
    public string Of(HttpContext http, CurrentCaller caller) =>
        http.Request.Headers.Authorization.ToString() is { Length: > 0 } own ? own
        : caller is UserCaller user ? $"Bearer {mint.ForUser(user.User.Id, user.RoleNames).Access}"
        : "";
}
