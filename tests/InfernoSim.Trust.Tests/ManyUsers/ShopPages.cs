using System.Globalization;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Trust.Tests.ManyUsers;

/// <summary>The shop for browsers: the cookie authentication and the anti-forgery tokens of ASP.NET Core, as its project templates have them.</summary>
internal static class ShopPages
{
    private const string SessionClaim = "session";

    public static void AddTo(IServiceCollection services)
    {
        services.AddAntiforgery();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie => cookie.LoginPath = "/login");
        services.AddAuthorization();
    }

    public static void Map(WebApplication application, ShopState state, ShopOrders orders)
    {
        application.MapGet("/login", (HttpContext context, IAntiforgery forms) =>
            Page("Log in", Form(context, forms, "/login", "<input name=\"user\"><input name=\"password\" type=\"password\">")));
        application.MapPost("/login", Checked(async (context, form) =>
        {
            if (state.Login(form["user"]!, form["password"]!) is not { } session)
            {
                return Results.StatusCode(StatusCodes.Status403Forbidden);
            }

            var identity = new ClaimsIdentity([new(ClaimTypes.Name, session.User), new(SessionClaim, session.Id)], CookieAuthenticationDefaults.AuthenticationScheme);
            await context.SignInAsync(new ClaimsPrincipal(identity));
            return Results.Redirect("/cart");
        }));
        RouteGroupBuilder account = application.MapGroup("").RequireAuthorization();
        account.MapGet("/cart", (HttpContext context, IAntiforgery forms) =>
        {
            ShopSession shown = state.Shown(SessionOf(context, state));
            string items = string.Concat(shown.Cart.Select(item =>
                $"<li id=\"{item.Id}\">{item.Quantity} {item.Sku} for {item.Price} each {Form(context, forms, $"/cart/items/{item.Id}", "<input name=\"quantity\">")}</li>\n"));
            return Page($"Cart of {shown.User}", $"<ul>\n{items}</ul>\n{Form(context, forms, "/cart/items", "<input name=\"sku\">")}{Form(context, forms, "/orders", "")}");
        });
        account.MapPost("/cart/items", Checked(async (context, form) =>
        {
            await orders.AddAsync(SessionOf(context, state), form["sku"]!);
            return Results.Redirect("/cart");
        }));
        account.MapPost("/cart/items/{item:guid}", Checked((context, form) => Task.FromResult(
            SessionOf(context, state).Change(Guid.Parse((string)context.Request.RouteValues["item"]!), int.Parse(form["quantity"]!, CultureInfo.InvariantCulture))
                ? Results.Redirect("/cart")
                : Results.NotFound())));
        account.MapPost("/orders", Checked(async (context, _) => Results.Redirect($"/orders/{await orders.OrderAsync(SessionOf(context, state))}")));
        account.MapGet("/orders/{order:guid}", (HttpContext context, Guid order) => state.ReceiptOf(order, SessionOf(context, state)) is { } receipt
            ? Page($"Order {order}", $"<p>{receipt}</p>")
            : Results.NotFound());
    }

    private static ShopSession SessionOf(HttpContext context, ShopState state) => state.OfCookie(context.User.FindFirstValue(SessionClaim))!;

    private static Func<HttpContext, IAntiforgery, Task<IResult>> Checked(Func<HttpContext, IFormCollection, Task<IResult>> post) => async (context, forms) =>
        await forms.IsRequestValidAsync(context) ? await post(context, await context.Request.ReadFormAsync()) : Results.BadRequest();

    private static string Form(HttpContext context, IAntiforgery forms, string action, string inputs)
    {
        AntiforgeryTokenSet tokens = forms.GetAndStoreTokens(context);
        return $"<form method=\"post\" action=\"{action}\"><input name=\"{tokens.FormFieldName}\" type=\"hidden\" value=\"{WebUtility.HtmlEncode(tokens.RequestToken)}\">{inputs}<button>Go</button></form>\n";
    }

    private static IResult Page(string title, string body) =>
        Results.Content($"<!doctype html>\n<html><head><title>{title}</title></head><body>\n<h1>{title}</h1>\n{body}</body></html>\n", "text/html; charset=utf-8");
}
