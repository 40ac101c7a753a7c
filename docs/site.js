// A browser lets no page that is opened from a folder read the search index; then there is no search to offer.
if (location.protocol === "file:") {
  document.querySelector('[data-bs-target="#mkdocs_search_modal"]').parentElement.remove();
}
