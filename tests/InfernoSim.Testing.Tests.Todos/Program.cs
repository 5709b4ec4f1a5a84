using InfernoSim.Testing.Tests.Todos;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
Defect defect = builder.Configuration.GetValue<Defect>("Defect");
builder.Services.AddDbContext<TodoContext>(options => options.UseSqlite(builder.Configuration.GetConnectionString("Todos") ?? "Data Source=todos.db"));
builder.Services.AddIdentityApiEndpoints<IdentityUser>().AddEntityFrameworkStores<TodoContext>();
builder.Services.AddAuthentication().AddJwtBearer(options => options.TokenValidationParameters = new TokenValidationParameters
{
    ValidIssuer = "todos",
    ValidAudience = "todos",
    IssuerSigningKey = TokenEndpoints.Key,
});
builder.Services.AddAuthorizationBuilder().SetDefaultPolicy(new(
    [new DenyAnonymousAuthorizationRequirement(), new CurrentUserRequirement()],
    [IdentityConstants.BearerScheme, IdentityConstants.ApplicationScheme, JwtBearerDefaults.AuthenticationScheme]));
builder.Services.AddScoped<IAuthorizationHandler, CurrentUserHandler>();
builder.Services.AddUserLimits(defect);
builder.Services.AddProblemDetails();

WebApplication app = builder.Build();
using (IServiceScope scope = app.Services.CreateScope())
{
    await scope.ServiceProvider.GetRequiredService<TodoContext>().Database.EnsureCreatedAsync();
}

app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseHttpsRedirection();
app.UseAuthentication();
app.UseAuthorization();
app.UseRateLimiter();
app.MapGet("/health", () => "ok");
RouteGroupBuilder users = app.MapGroup("/users");
users.MapIdentityApi<IdentityUser>();
users.MapProviders(defect);
app.MapTodos(defect);
app.MapTokens(defect);
await app.RunAsync();
